import { checkValue, having } from '@rectified/errors';
import { checkKey } from './check-key.js';
import type { NoiseKey, Stochastic } from './noise.js';

/**
 * The key of a layer's next random numbers, whose step it counts on by one.
 *
 * @example
 * const mask = uniform(shape, drawNoise(this));
 */
export function drawNoise(layer: Stochastic): NoiseKey {
  const noise = checkKey(checkValue('layer', layer, having('a layer with noise', 'noise')).noise);
  layer.noise = { ...noise, step: noise.step + 1 };
  return noise;
}
