export type { Activation, Paper, Variant } from './activation.js';
export { asDivisor } from './as-divisor.js';
export { negativeSlope, negativeSlopeGradient } from './negative-slope.js';
export { isSelfUpdating, type ParameterUpdate, type SelfUpdating } from './parameter-updates.js';
export { describesCall, isRectifying, type NegativeSlope, type Rectifying } from './rectifying.js';
