export { type NinOptions, nin } from './nin.js';
