export { description as default } from './description.js';
export { relu } from './relu.js';
export { ReLU, type ReLUConfig } from './relu-layer.js';
