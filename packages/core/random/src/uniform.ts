import { bits } from './bits.js';
import type { NoiseKey } from './noise.js';

/**
 * `size` float32 numbers, uniform in [0, 1): multiples of 2^-23, bit for bit what TensorFlow's
 * `StatelessRandomUniform` gives for the seeds {@link seedsOf}`(key)`.
 *
 * The low 23 bits of a word become the fraction of a float in [1, 2), from which 1 is taken (`Uint32ToFloat` in
 * tensorflow/core/lib/random/random_distributions_utils.h).
 *
 * @example
 * uniform(3, { seed: 1, stream: 0, step: 0 });
 */
export function uniform(size: number, key: NoiseKey): Float32Array {
  const words = bits(size, key);
  const floats = new Float32Array(words.buffer);
  for (let i = 0; i < size; i++) {
    words[i] = (words[i]! & 0x7fffff) | 0x3f800000;
    floats[i] = floats[i]! - 1;
  }
  return floats;
}
