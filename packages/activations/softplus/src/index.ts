export { description as default, Softplus, type SoftplusConfig, softplus } from './softplus.js';
