export type { Golden } from './check-golden.js';
export type { Values } from './check-values.js';
export { type ConformanceOptions, testActivation } from './test-activation.js';
