export type { Activation } from './activation.js';
export type { BatchNorm, BatchNormOptions } from './batch-norm.js';
export type {
  ConvolutionBranch,
  Images,
  RectifiedConv2d,
  RectifiedConv2dOptions,
  RectifiedDense,
} from './convolution.js';
export { fusedOperation } from './fused-operation.js';
export type { FusedOperations, OperationName } from './fused-operations.js';
export { hasFusedOperations } from './has-fused-operations.js';
export type {
  AveragePooling,
  NormalizedBranch,
  NormalizedConv2d,
  NormalizedOutput,
} from './normalized-convolution.js';
export type { PoolDropout, PoolDropoutOptions } from './pool-dropout.js';
export type { RectifiedSum } from './rectified-sum.js';
export { registerFusedOperations } from './register-fused-operations.js';
export type { Sgd, SgdStep, SgdStepOptions } from './sgd-step.js';
export { unregisterFusedOperations } from './unregister-fused-operations.js';
