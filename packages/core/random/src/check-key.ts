import { checkFields, randomSeed, wholeNumber } from '@rectified/errors';
import type { NoiseKey } from './noise.js';

const word = wholeNumber({ to: 2 ** 32 - 1 });

/** Returns `key` if its parts are 32-bit numbers: others would be truncated (1.5 to 1) and give the numbers of another key. */
export function checkKey(key: NoiseKey): NoiseKey {
  return checkFields('a noise key', key, { seed: randomSeed, stream: word, step: word });
}
