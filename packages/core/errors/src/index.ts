export { checkLayerOptions } from './check-layer-options.js';
export { checkOptions, type ForeignOptions } from './check-options.js';
export { counted } from './counted.js';
export { InputError, type InputErrorDetails, isInputError } from './input-error.js';
export { nearest } from './nearest.js';
export { renamed } from './renamed.js';
export { unknownName } from './unknown-name.js';
