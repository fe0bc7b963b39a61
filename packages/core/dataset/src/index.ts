export { type BatchesOptions, batches } from './batches.js';
export { checkIndex } from './check-index.js';
export type { Batch, Dataset, DatasetSplits, Example, ImageShape } from './dataset.js';
export { DatasetError } from './dataset-error.js';
export type { DatasetDescription, FetchOptions, FetchProgress, OpenOptions } from './description.js';
export { epochOrder } from './epoch-order.js';
export { type SplitOptions, split } from './split.js';
export { subset } from './subset.js';
export { take } from './take.js';
