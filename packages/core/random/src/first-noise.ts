import { checkValue, randomSeed } from '@rectified/errors';
import type { NoiseKey } from './noise.js';

/**
 * The key that a {@link Stochastic} layer starts with: step 0 of stream 0. Without a seed, one is drawn from
 * `Math.random`.
 *
 * @example
 * this.noise = firstNoise(config.seed);
 */
export function firstNoise(seed: number = Math.floor(Math.random() * 2 ** 32)): NoiseKey {
  checkValue('seed', seed, randomSeed);
  return { seed, stream: 0, step: 0 };
}
