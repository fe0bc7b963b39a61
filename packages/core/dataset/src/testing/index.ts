export { type TestDatasetOptions, type TestFramework, testDataset } from './test-dataset.js';
export { type DescriptionOptions, testDatasetDescription } from './test-dataset-description.js';
