export type { Activation } from './activation.js';
export { type BatchNormOptions, batchNormRectified } from './batch-norm-rectified.js';
export { composedSgdStep, type Pace, type SgdStep, type SgdStepInputs } from './composed-sgd-step.js';
export type { ConvolutionBranch, Images, RectifiedConv2dOptions } from './convolution.js';
export type { AveragePooling, FusedKernels, KernelActivation, KernelName } from './fused-kernels.js';
export { fusedKernel } from './kernel.js';
export {
  type NormalizedBranch,
  type NormalizedOutput,
  normalizedConv2dBranches,
} from './normalized-conv2d.js';
export { hasFusedOperations, isFused, type OperationName } from './operations.js';
export { type PoolDropoutOptions, poolDropout } from './pool-dropout.js';
export { rectifiedConv2d, rectifiedConv2dBranches } from './rectified-conv2d.js';
export { rectifiedDense } from './rectified-dense.js';
export { rectifiedSum } from './rectified-sum.js';
export { type SgdStepOptions, sgdStep } from './sgd-step.js';
export { UnsupportedActivation } from './unsupported-activation.js';
