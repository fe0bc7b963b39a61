import type { NoiseKey } from '@rectified/random';

/**
 * The keys of the random numbers of one call, from the key of the call: the first has the key itself, the others have
 * streams of their own.
 */
export function noiseKeys(key: NoiseKey, count: number): NoiseKey[] {
  // 2^32 over the golden ratio: streams far apart, which are hashes of names otherwise.
  return Array.from({ length: count }, (_, index) => ({
    ...key,
    stream: (key.stream + Math.imul(index, 0x9e3779b9)) >>> 0,
  }));
}
