export { ndsbClasses } from './classes.js';
export type { NdsbDataset, UnlabeledImages } from './dataset.js';
export { BadImagesError, type Fault } from './fault.js';
export { ndsb } from './ndsb.js';
export { type NdsbSplits, type OpenNdsbOptions, openNdsb } from './open-ndsb.js';
export { type OpenNdsbTestOptions, openNdsbTest } from './open-ndsb-test.js';
export type { ReadOptions } from './read-images.js';
export { type NdsbSplit, readNdsbSplit, type SplitNdsbOptions, splitNdsb, writeNdsbSplit } from './split.js';
export { type Prediction, writeSubmission } from './write-submission.js';
