export { augmentedBatches } from './augmented-batches.js';
export {
  type AugmentedBatch,
  type AugmentedBatches,
  type AugmentedRequest,
  type AugmentedSource,
  type AugmentedSourceOptions,
  augmentedSource,
} from './augmented-source.js';
export { fitStatisticsInThread } from './fit-statistics-in-thread.js';
