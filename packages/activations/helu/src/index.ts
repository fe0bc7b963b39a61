export { description as default, HeLU, type HeLUConfig, helu } from './helu.js';
