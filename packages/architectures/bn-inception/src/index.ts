export { type BnInceptionOptions, bnInception } from './bn-inception.js';
export { type Normalization, normalizations } from './normalizations.js';
