export { description as default, SmeLU, type SmeLUConfig, smelu } from './smelu.js';
