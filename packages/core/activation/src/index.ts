export type { Activation, Paper, Variant } from './activation.js';
export { asDivisor } from './as-divisor.js';
export { negativeSlope, negativeSlopeGradient } from './negative-slope.js';
export { isRectifying, type NegativeSlope, type Rectifying } from './rectifying.js';
