export type { Activation, Paper, Variant } from './activation.js';
