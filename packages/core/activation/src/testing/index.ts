export type { Values } from './check-values.js';
export { type ConformanceOptions, testActivation } from './test-activation.js';
