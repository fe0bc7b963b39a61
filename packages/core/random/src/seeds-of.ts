import { checkKey } from './check-key.js';
import type { NoiseKey } from './noise.js';
import { philox4x32 } from './philox.js';

/**
 * The two int32 seeds for TensorFlow's stateless ops that correspond to a key: the first two words of Philox
 * keyed by (seed, stream) at counter (step, 0, 0, 0).
 *
 * @example
 * seedsOf({ seed: 1, stream: 0, step: 0 });
 */
export function seedsOf(key: NoiseKey): [number, number] {
  const { seed, stream, step } = checkKey(key);
  const block = philox4x32([step, 0, 0, 0], [seed, stream]);
  return [block[0]! | 0, block[1]! | 0];
}
