export {
  description as default,
  LeakyReLU,
  type LeakyReLUConfig,
  type LeakyReluOptions,
  leakyRelu,
} from './leaky-relu.js';
