export { description as default } from './description.js';
export { type LeakyReluOptions, leakyRelu } from './leaky-relu.js';
export { LeakyReLU, type LeakyReLUConfig } from './leaky-relu-layer.js';
