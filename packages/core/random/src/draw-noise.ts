import { checkValue, having } from '@rectified/errors';
import { checkKey } from './check-key.js';
import type { NoiseKey, Stochastic } from './noise.js';

/**
 * Returns the key of a layer's next random numbers and increments the layer's step.
 *
 * @example
 * const mask = uniform(shape, drawNoise(this));
 */
export function drawNoise(layer: Stochastic): NoiseKey {
  const noise = checkKey(checkValue('layer', layer, having('a layer with noise', 'noise')).noise);
  layer.noise = { ...noise, step: noise.step + 1 };
  return noise;
}
