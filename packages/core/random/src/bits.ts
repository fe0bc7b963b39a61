import type { NoiseKey } from './noise.js';
import { fillPhilox4x32, philox4x32 } from './philox.js';
import { seedsOf } from './seeds-of.js';

/**
 * `size` random 32-bit words: those that TensorFlow's stateless ops turn into numbers for the seeds
 * {@link seedsOf}`(key)`. More words begin with fewer.
 *
 * TensorFlow does not use the seeds as they are but ciphers them once with a fixed key, and takes two words of
 * the result for the key and two for the upper half of the counter: `GenerateKey` in
 * tensorflow/core/kernels/stateless_random_ops.cc.
 *
 * @example
 * bits(4, { seed: 1, stream: 0, step: 0 });
 */
export function bits(size: number, key: NoiseKey): Uint32Array {
  const [seed0, seed1] = seedsOf(key);
  const mix = philox4x32([seed0, seed0 >> 31, seed1, seed1 >> 31], [0x3ec8f720, 0x02461e29]);
  const words = new Uint32Array(size);
  fillPhilox4x32(words, [0, 0, mix[2]!, mix[3]!], mix);
  return words;
}
