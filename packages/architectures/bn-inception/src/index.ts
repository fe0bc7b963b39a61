export { type BnInceptionOptions, bnInception } from './bn-inception.js';
export { description as default } from './description.js';
export { type Normalization, normalizations } from './normalizations.js';
