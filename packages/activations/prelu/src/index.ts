export { description as default } from './description.js';
export { prelu } from './prelu.js';
export { PReLU, type PReLUConfig } from './prelu-layer.js';
