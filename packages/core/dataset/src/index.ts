export type { Batch, Dataset, DatasetSplits, Example, ImageShape } from './dataset.js';
