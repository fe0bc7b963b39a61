export { BothSigns } from './both-signs.js';
export type { Size } from './check-size.js';
export type { Variables } from './check-variables.js';
export { type GoldenNetwork, goldenLogits } from './golden-logits.js';
export { Slopes } from './slopes.js';
export { type ConformanceOptions, testArchitecture } from './test-architecture.js';
