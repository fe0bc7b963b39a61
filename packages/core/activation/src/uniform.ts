import { checkValue, InputError, optional, randomSeed } from '@rectified/errors';
import { drawNoise, firstNoise, type NoiseKey } from '@rectified/random';
import { randomUniform } from '@rectified/random/tensors';
import type { Noise } from './formula-description.js';

/**
 * Uniform noise in [0, 1): `uniform` of `@rectified/random`, the same bits on every backend.
 *
 * @example
 * noise: { r: uniform },
 * formula: ({ x, r }) => select(x, 0, x, div(x, lerp(3, 8, r))),
 */
export const uniform: Noise = {
  draw: randomUniform,
  first: (seed, title) => firstNoise(checkValue(`seed of ${title}`, seed, optional(randomSeed))),
  next: drawNoise,
  split: splitKey,
};

/** The first random number uses the key itself; the others have their own streams. */
function splitKey(key: NoiseKey | undefined, count: number, op: string): NoiseKey[] {
  const { seed, stream, step } = checkKey(key, op);
  // 2^32 over the golden ratio: far from each other and from other streams, which are hashes of names.
  return Array.from({ length: count }, (_, index) => ({
    ...{ seed, step },
    stream: (stream + Math.imul(index, 0x9e3779b9)) >>> 0,
  }));
}

/** Missing parts of a key would count as 0. */
function checkKey(key: Partial<NoiseKey> | undefined, op: string): NoiseKey {
  const { seed, stream, step } = key ?? {};
  if ([seed, stream, step].every(Number.isInteger)) return key as NoiseKey;
  throw new InputError({
    what: key === undefined ? `${op} in training without noise` : `noise of ${op}`,
    expected: 'the key of its random numbers: { training: true, noise: { seed, stream, step } }',
    got: key && JSON.stringify(key),
  });
}
