import { describe, expect, it } from 'vitest';
import { drawNoise, firstNoise, isStochastic, seedNoise, streamOf } from '../src/index.js';

describe('streamOf', () => {
  // The test vectors of FNV-1a 32 in its authors' test_fnv.c; the last one by hand from the bytes c3 a9.
  it.each([
    ['', 0x811c9dc5],
    ['a', 0xe40c292c],
    ['foobar', 0xbf9cf968],
    ['é', 0x1e9de8c1],
  ])('is FNV-1a of %j', (name, hash) => {
    expect(streamOf(name)).toBe(hash);
  });
});

describe('seedNoise', () => {
  it('keys every stochastic layer by its name and leaves the others alone', () => {
    const dropout = { name: 'drop1', noise: firstNoise(5) };
    const convolution = { name: 'conv1' };
    seedNoise([dropout, convolution], { seed: 9, step: 4 });
    expect(dropout.noise).toEqual({ seed: 9, stream: streamOf('drop1'), step: 4 });
    expect(convolution).toEqual({ name: 'conv1' });
  });
});

it('drawNoise counts the step on', () => {
  const layer = { noise: { seed: 5, stream: 6, step: 7 } };
  expect(drawNoise(layer)).toEqual({ seed: 5, stream: 6, step: 7 });
  expect(layer.noise).toEqual({ seed: 5, stream: 6, step: 8 });
});

describe('firstNoise', () => {
  it('takes the seed, or draws one of 32 bits', () => {
    expect(firstNoise(5)).toEqual({ seed: 5, stream: 0, step: 0 });
    const { seed } = firstNoise();
    expect(seed).toBe(seed >>> 0);
    expect(firstNoise().seed).not.toBe(seed);
  });
});

it('isStochastic looks for noise', () => {
  expect(isStochastic({ noise: firstNoise() })).toBe(true);
  for (const other of [null, undefined, 1, 'noise', {}]) expect(isStochastic(other)).toBe(false);
});
