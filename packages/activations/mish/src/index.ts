export { description as default, Mish, type MishConfig, mish } from './mish.js';
