export { type TestDatasetOptions, type TestFramework, testDataset } from './test-dataset.js';
