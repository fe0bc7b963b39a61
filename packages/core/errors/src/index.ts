export type { Check } from './check.js';
export { checkFields } from './check-fields.js';
export { checkLayerOptions, layerOptionNames } from './check-layer-options.js';
export { checkOptionNames, type ForeignOptions } from './check-option-names.js';
export { type Checks, checkOptions } from './check-options.js';
export { type CheckSchemaOptions, checkSchema, type Schema } from './check-schema.js';
export { checkValue } from './check-value.js';
export {
  anything,
  callable,
  either,
  finiteNumber,
  having,
  imageShape,
  listOf,
  type NumberRange,
  oneOf,
  optional,
  randomSeed,
  text,
  trueOrFalse,
  wholeNumber,
  worded,
} from './checks.js';
export { counted } from './counted.js';
export type { DescribedOption, DescribedOptions } from './described-option.js';
export { fillOptions } from './fill-options.js';
export { InputError, type InputErrorDetails, isInputError } from './input-error.js';
export { nearest } from './nearest.js';
export { renamed } from './renamed.js';
export { shown } from './shown.js';
export { unknownName } from './unknown-name.js';
