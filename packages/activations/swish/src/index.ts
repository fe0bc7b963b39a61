export { description as default, Swish, type SwishConfig, silu, swish } from './swish.js';
