import { startOf } from './bits.js';
import { checkSize } from './check-size.js';
import type { NoiseKey } from './noise.js';
import { fillPhilox4x32 } from './philox.js';
import { fillBySimd } from './philox-simd.js';

/**
 * `size` float32 numbers, uniform in [0, 1): multiples of 2^-23, bit for bit what TensorFlow's
 * `StatelessRandomUniform` gives for the seeds {@link seedsOf}`(key)`.
 *
 * The low 23 bits of a word become the fraction of a float in [1, 2), from which 1 is subtracted (`Uint32ToFloat` in
 * tensorflow/core/lib/random/random_distributions_utils.h).
 *
 * @example
 * uniform(3, { seed: 1, stream: 0, step: 0 });
 */
export function uniform(size: number, key: NoiseKey): Float32Array {
  const floats = new Float32Array(checkSize(size));
  const { counter, cipher } = startOf(key);
  const done = fillBySimd(floats, counter, cipher);
  const rest = new Uint32Array(floats.buffer, 4 * done);
  fillPhilox4x32(rest, [done / 4, counter[1]!, counter[2]!, counter[3]!], cipher);
  for (let i = 0; i < rest.length; i++) {
    rest[i] = (rest[i]! & 0x7fffff) | 0x3f800000;
    floats[done + i] = floats[done + i]! - 1;
  }
  return floats;
}
