export type {
  Activation,
  AveragePooling,
  BatchNormOptions,
  ConvolutionBranch,
  Images,
  NormalizedBranch,
  NormalizedOutput,
  RectifiedConv2dOptions,
} from '@rectified/kernels';
export { batchNormRectified } from './batch-norm-rectified.js';
export { type BuildOptions, type BuildProgress, type BuildResult, buildNative } from './build-native.js';
export { type DamagedKernels, inspectKernels } from './built-kernels.js';
export { type Compiler, compilerRemedy, findCompiler } from './compilers.js';
export {
  type LoadOptions,
  loadNative,
  type NativeState,
  nativeLoaded,
  setNativeAside,
} from './load-native.js';
export { normalizedConv2dBranches } from './normalized-conv2d.js';
export { rectifiedConv2d, rectifiedConv2dBranches } from './rectified-conv2d.js';
export { rectifiedDense } from './rectified-dense.js';
export { releaseMemory, scratchBytes } from './scratch.js';
