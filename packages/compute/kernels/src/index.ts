export type { Activation } from './activation.js';
export type { BatchNorm, BatchNormOptions } from './batch-norm.js';
export { composedSgdStep, type Pace } from './composed-sgd-step.js';
export type {
  ConvolutionBranch,
  Images,
  RectifiedConv2d,
  RectifiedConv2dOptions,
  RectifiedDense,
} from './convolution.js';
export { fusedOperation } from './fused-operation.js';
export type { FusedOperations } from './fused-operations.js';
export { type FusedKernels, fusedKernel, type KernelActivation, type KernelName } from './kernel.js';
export type {
  AveragePooling,
  NormalizedBranch,
  NormalizedConv2d,
  NormalizedOutput,
} from './normalized-convolution.js';
export { hasFusedOperations, isFused, type OperationName } from './operations.js';
export { type PoolDropoutOptions, poolDropout } from './pool-dropout.js';
export { rectifiedSum } from './rectified-sum.js';
export { registerFusedOperations } from './register-fused-operations.js';
export { type SgdStep, type SgdStepOptions, sgdStep } from './sgd-step.js';
export { unregisterFusedOperations } from './unregister-fused-operations.js';
export { UnsupportedActivation } from './unsupported-activation.js';
