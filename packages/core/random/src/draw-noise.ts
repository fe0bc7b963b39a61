import type { NoiseKey, Stochastic } from './noise.js';

/**
 * The key of a layer's next random numbers, whose step it counts on by one.
 *
 * @example
 * const mask = uniform(shape, drawNoise(this));
 */
export function drawNoise(layer: Stochastic): NoiseKey {
  const { noise } = layer;
  layer.noise = { ...noise, step: noise.step + 1 };
  return noise;
}
