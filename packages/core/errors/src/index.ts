export { counted } from './counted.js';
export { InputError, type InputErrorDetails, isInputError } from './input-error.js';
export { nearest } from './nearest.js';
export { unknownName } from './unknown-name.js';
