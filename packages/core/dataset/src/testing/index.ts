export { type TestFramework, testDataset } from './test-dataset.js';
