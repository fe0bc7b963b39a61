export * from '@rectified/hard-swish';
export * from '@rectified/leaky-relu';
export * from '@rectified/prelu';
export * from '@rectified/relu';
export * from '@rectified/rrelu';
export { activations } from './activations.js';
