export { drawSlopes } from './draw-slopes.js';
export {
  description as default,
  RReLU,
  type RReLUConfig,
  type RReLURange,
  type RReluOptions,
  rrelu,
} from './rrelu.js';
export { testSlope } from './test-slope.js';
