import { checkValue, InputError, optional, randomSeed } from '@rectified/errors';
import { drawNoise, firstNoise, type NoiseKey } from '@rectified/random';
import { randomUniform } from '@rectified/random/tensors';
import type { Noise } from './formula-description.js';

/**
 * Noise that is uniform in [0, 1): `uniform` of `@rectified/random`, the same bits on every backend.
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

/** The first of several random numbers has the key itself, the others have streams of their own. */
function splitKey(key: NoiseKey | undefined, count: number, op: string): NoiseKey[] {
  const { seed, stream, step } = checkKey(key, op);
  // 2^32 over the golden ratio: streams far apart, which are hashes of names otherwise.
  return Array.from({ length: count }, (_, index) => ({
    ...{ seed, step },
    stream: (stream + Math.imul(index, 0x9e3779b9)) >>> 0,
  }));
}

/** A part that is missing would be drawn as 0. */
function checkKey(key: Partial<NoiseKey> | undefined, op: string): NoiseKey {
  const { seed, stream, step } = key ?? {};
  if ([seed, stream, step].every(Number.isInteger)) return key as NoiseKey;
  throw new InputError({
    what: key === undefined ? `${op} in training without noise` : `noise of ${op}`,
    expected: 'the key of its random numbers: { training: true, noise: { seed, stream, step } }',
    got: key && JSON.stringify(key),
  });
}
