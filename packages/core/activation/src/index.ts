export type { Activation, Paper, Variant } from './activation.js';
export { asDivisor } from './as-divisor.js';
export {
  type Derivatives,
  dy,
  type Elementwise,
  type ElementwiseCall,
  type ElementwiseFunction,
  type OutputDerivatives,
  type ParameterDerivative,
  type ParameterValues,
} from './elementwise.js';
export { isElementwise } from './is-elementwise.js';
export { negativeSlope, negativeSlopeGradient } from './negative-slope.js';
export { isSelfUpdating, type ParameterUpdate, type SelfUpdating } from './parameter-updates.js';
export { backwardProgram, forwardProgram } from './programs.js';
export { describesCall, isRectifying, type NegativeSlope, type Rectifying } from './rectifying.js';
