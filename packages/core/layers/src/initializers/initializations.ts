import { gaussian } from './gaussian.js';
import { heFanIn, heFanOut } from './he.js';
import { mxnetXavier } from './mxnet-xavier.js';
import { orthogonal } from './orthogonal.js';
import { xavier } from './xavier.js';

/**
 * The initializers by the names that recipes use.
 *
 * @example
 * initializations['he-fan-in']({ seed: 1, stream: streamOf('conv1/kernel') });
 */
export const initializations = {
  gaussian,
  xavier,
  'he-fan-in': heFanIn,
  'he-fan-out': heFanOut,
  'mxnet-xavier': mxnetXavier,
  orthogonal,
};

/** `'gaussian'`, `'xavier'`, `'he-fan-in'`, `'he-fan-out'`, `'mxnet-xavier'` or `'orthogonal'`. */
export type Initialization = keyof typeof initializations;

/** All initializations of networks. */
export const initializationNames = [
  /** Its authors' initialization. */
  'authors',
  'gaussian',
  'xavier',
  'he-fan-in',
  'he-fan-out',
  'mxnet-xavier',
  'orthogonal',
  /** He's with the gain of the activation: forward, by the inputs of a layer, and backward, by its outputs. */
  'he-gain',
  'he-gain-fan-out',
  /** Orthogonal, then scaled by `lsuv` on the first batch. */
  'lsuv',
] as const satisfies readonly (Initialization | 'authors' | 'he-gain' | 'he-gain-fan-out' | 'lsuv')[];

/** One of {@link initializationNames}. */
export type InitializationName = (typeof initializationNames)[number];
