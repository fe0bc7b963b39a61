import { gaussian } from './gaussian.js';
import { heFanIn, heFanOut } from './he.js';
import { mxnetXavier } from './mxnet-xavier.js';
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
};

/** `'gaussian'`, `'xavier'`, `'he-fan-in'`, `'he-fan-out'` or `'mxnet-xavier'`. */
export type Initialization = keyof typeof initializations;

/** What a network takes: its authors' initialization, He's by the gain of its activation, or one of {@link initializations}. */
export type InitializationName = 'authors' | 'he-gain' | Initialization;

/** All {@link InitializationName}s. */
export const initializationNames: readonly InitializationName[] = [
  'authors',
  ...(Object.keys(initializations) as Initialization[]),
  'he-gain',
];
