export { description as default, ELU, type ELUConfig, elu } from './elu.js';
