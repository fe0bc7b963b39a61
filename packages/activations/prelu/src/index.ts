export { description as default, PReLU, type PReLUConfig, prelu } from './prelu.js';
