export { description as default } from './description.js';
export { myActivation } from './my-activation.js';
export { MyActivation, type MyActivationConfig } from './my-activation-layer.js';
