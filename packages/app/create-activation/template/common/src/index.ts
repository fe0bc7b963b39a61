export {
  description as default,
  MyActivation,
  type MyActivationConfig,
  myActivation,
} from './my-activation.js';
