import { randomUniform } from '@rectified/random/tensors';
import type { Noise } from './formula-description.js';

/**
 * Noise that is uniform in [0, 1): `uniform` of `@rectified/random`, the same bits on every backend.
 *
 * @example
 * noise: { r: uniform },
 * formula: ({ x, r }) => select(x, 0, x, div(x, lerp(3, 8, r))),
 */
export const uniform: Noise = { draw: randomUniform };
