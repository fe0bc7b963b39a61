export type { Activation, Paper, Variant } from './activation.js';
export { slopeGradient } from './slope-gradient.js';
