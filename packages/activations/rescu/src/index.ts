export { description as default, RESCU, type RESCUConfig, rescu } from './rescu.js';
