export { type BatchNormOptions, batchNormRectified } from './batch-norm-rectified.js';
export { type BuildOptions, type BuildProgress, type BuildResult, buildNative } from './build-native.js';
export { type DamagedKernels, inspectKernels } from './built-kernels.js';
export { type Compiler, compilerRemedy, findCompiler } from './compilers.js';
export type { ConvolutionBranch, Images, RectifiedConv2dOptions } from './convolution.js';
export type { Activation } from './elementwise.js';
export { type LoadOptions, loadNative, type NativeState, nativeLoaded } from './load-native.js';
export {
  type AveragePooling,
  type NormalizedBranch,
  type NormalizedOutput,
  normalizedConv2dBranches,
} from './normalized-conv2d.js';
export { type PoolDropoutOptions, poolDropout } from './pool-dropout.js';
export { rectifiedConv2d, rectifiedConv2dBranches } from './rectified-conv2d.js';
export { rectifiedDense } from './rectified-dense.js';
export { releaseMemory, scratchBytes } from './scratch.js';
export { type SgdStep, type SgdStepOptions, sgdStep } from './sgd-step.js';
