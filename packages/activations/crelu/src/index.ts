export { crelu } from './crelu.js';
export { CReLU, type CReLUConfig, description as default } from './crelu-layer.js';
