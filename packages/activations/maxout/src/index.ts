export { type MaxoutOptions, maxout } from './maxout.js';
export { description as default, Maxout, type MaxoutConfig } from './maxout-layer.js';
