export { type BuildOptions, type BuildResult, buildNative } from './build/build-native.js';
export { type DamagedKernels, inspectKernels, isKernelsName } from './build/built-kernels.js';
export type { BuildProgress } from './build/compile-kernels.js';
export { type Compiler, compilerRemedy, findCompiler } from './build/compilers.js';
export {
  type LoadOptions,
  loadNative,
  type NativeState,
  nativeLoaded,
  setNativeAside,
} from './load-native.js';
export { releaseMemory, scratchBytes } from './scratch.js';
