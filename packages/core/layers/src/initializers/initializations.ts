import { gaussian } from './gaussian.js';
import { heFanIn, heFanOut } from './he.js';
import { xavier } from './xavier.js';

/**
 * The initializers by the names that recipes use.
 *
 * @example
 * initializations['he-fan-in']({ seed: 1, stream: streamOf('conv1/kernel') });
 */
export const initializations = { gaussian, xavier, 'he-fan-in': heFanIn, 'he-fan-out': heFanOut };

/** `'gaussian'`, `'xavier'`, `'he-fan-in'` or `'he-fan-out'`. */
export type Initialization = keyof typeof initializations;
