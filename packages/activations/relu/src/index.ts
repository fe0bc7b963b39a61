export { description as default, ReLU, type ReLUConfig, relu } from './relu.js';
