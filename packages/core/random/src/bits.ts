import { checkSize } from './check-size.js';
import type { NoiseKey } from './noise.js';
import { fillPhilox4x32, philox4x32 } from './philox.js';
import { fillBySimd } from './philox-simd.js';
import { seedsOf } from './seeds-of.js';

/**
 * `size` random 32-bit words: those that TensorFlow's stateless ops turn into numbers for the seeds
 * {@link seedsOf}`(key)`. A longer list starts with the shorter one.
 *
 * @example
 * bits(4, { seed: 1, stream: 0, step: 0 });
 */
export function bits(size: number, key: NoiseKey): Uint32Array {
  const words = new Uint32Array(checkSize(size));
  const { counter, cipher } = startOf(key);
  const done = fillBySimd(words, counter, cipher);
  fillPhilox4x32(words.subarray(done), [done / 4, counter[1]!, counter[2]!, counter[3]!], cipher);
  return words;
}

/**
 * Counter and key of the first block.
 *
 * TensorFlow does not use the seeds directly. It ciphers them once with a fixed key, and takes two words of
 * the result as the key and two as the upper half of the counter: `GenerateKey` in
 * tensorflow/core/kernels/stateless_random_ops.cc.
 */
export function startOf(key: NoiseKey): { counter: number[]; cipher: number[] } {
  const [seed0, seed1] = seedsOf(key);
  const mix = philox4x32([seed0, seed0 >> 31, seed1, seed1 >> 31], [0x3ec8f720, 0x02461e29]);
  return { counter: [0, 0, mix[2]!, mix[3]!], cipher: [mix[0]!, mix[1]!] };
}
