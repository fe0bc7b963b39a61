export { ceilAveragePool, type PoolEdge } from './ceil-average-pool.js';
export { CeilAveragePooling2D, type CeilAveragePoolingArgs } from './ceil-average-pooling-2d.js';
export { ceilMaxPool } from './ceil-max-pool.js';
export { CeilMaxPooling2D } from './ceil-max-pooling-2d.js';
export type { CeilPoolingArgs } from './ceil-pooling.js';
export { channelsBefore } from './channels-before.js';
export { describeModel, type LayerDescription, type ModelDescription } from './describe-model.js';
export { dropout } from './dropout.js';
export { everyLayerOf } from './every-layer-of.js';
export { gridPyramidPool } from './grid-pyramid-pool.js';
export { GridPyramidPooling2D, type GridPyramidPoolingArgs } from './grid-pyramid-pooling-2d.js';
export type { InitializeLayer } from './initialize-layer.js';
export { type GainOptions, gain } from './initializers/gain.js';
export { type GaussianArgs, gaussian } from './initializers/gaussian.js';
export { type HeArgs, heFanIn, heFanOut } from './initializers/he.js';
export {
  type Initialization,
  type InitializationName,
  initializationNames,
  initializations,
} from './initializers/initializations.js';
export { lecunNormal } from './initializers/lecun.js';
export { type LsuvOptions, type LsuvScaling, lsuv } from './initializers/lsuv.js';
export { mxnetXavier } from './initializers/mxnet-xavier.js';
export { orthogonal } from './initializers/orthogonal.js';
export type { Initializer, SeedArgs } from './initializers/seeded-initializer.js';
export { xavier } from './initializers/xavier.js';
export { interceptCalls } from './intercept-calls.js';
export { layersWithin } from './layers-within.js';
export {
  type NetworkParts,
  type NetworkPartsOptions,
  networkParts,
} from './network-parts.js';
export { newLayers } from './new-layers.js';
export type { PoolWindow } from './pool-window.js';
export {
  type RectifiedBatchNormalizationArgs,
  type RectifiedConvolutionArgs,
  type RectifiedDenseArgs,
  rectifiedBatchNormalization,
  rectifiedConvolution,
  rectifiedDense,
} from './rectified-layers.js';
export { SeededDropout, type SeededDropoutArgs } from './seeded-dropout.js';
export { spatialPyramidPool } from './spatial-pyramid-pool.js';
export { SpatialPyramidPooling2D, type SpatialPyramidPoolingArgs } from './spatial-pyramid-pooling-2d.js';
export { withoutOwnActivation } from './without-own-activation.js';
