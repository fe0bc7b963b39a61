export { description as default } from './description.js';
export { drawSlopes } from './draw-slopes.js';
export type { RReLURange } from './range.js';
export { type RReluOptions, rrelu } from './rrelu.js';
export { RReLU, type RReLUConfig } from './rrelu-layer.js';
export { testSlope } from './test-slope.js';
