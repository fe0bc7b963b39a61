// Everything that formulas are written with, so that a file with a formula needs only this package.
export {
  abs,
  add,
  clip,
  cos,
  div,
  type Expression,
  erf,
  erfc,
  exp,
  expm1,
  lerp,
  log,
  log1p,
  max,
  min,
  mul,
  neg,
  select,
  sigmoid,
  sin,
  softplus,
  sqrt,
  square,
  sub,
  tanh,
} from '@rectified/expression';
export { activation } from './activation.js';
export type { Activation, DescribedFormula, Formula } from './activation-description.js';
export { asDivisor } from './as-divisor.js';
export { boundsIn } from './bounds-in.js';
export { type ChangesChannels, changesChannels } from './changes-channels.js';
export { checkFormula } from './check-formula.js';
export { choice } from './choice.js';
export { compute } from './compute.js';
export { described } from './described.js';
export {
  type Derivatives,
  dy,
  type Elementwise,
  type ElementwiseCall,
  type ElementwiseFunction,
  type ParameterValues,
} from './elementwise.js';
export type { Choice, FormulaDescription, NumberOption, Options, Parameter } from './formula-description.js';
export { type FormulaText, formulaText } from './formula-text.js';
export { functionOf } from './function-of.js';
export { isElementwise } from './is-elementwise.js';
export { type BackwardProgram, backwardProgram, forwardProgram } from './kernel-programs.js';
export {
  type FormulaLayer,
  type LayerClass,
  type LayerConfig,
  layerOf,
  type RandomLayer,
} from './layer-of.js';
export { type Op, type OpOptions, opOf } from './op-of.js';
export type { Paper, Variant } from './paper.js';
export { isSelfUpdating, type ParameterUpdate, type SelfUpdating } from './parameter-updates.js';
export { uniform } from './uniform.js';
export { valueAt } from './value-at.js';
