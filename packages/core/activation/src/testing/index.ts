export type { Golden } from './check-golden.js';
export { checkRandomness } from './check-randomness.js';
export type { Values } from './check-values.js';
export { type Check, type CheckOptions, conformanceChecks } from './conformance-checks.js';
export { type ConformanceOptions, testActivation } from './test-activation.js';
