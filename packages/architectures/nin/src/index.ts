export { description as default } from './description.js';
export { type NinOptions, nin } from './nin.js';
