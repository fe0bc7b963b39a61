import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { philox4x32 } from '../src/index.js';
import { fillPhilox4x32 } from '../src/philox.js';
import { fillBySimd } from '../src/philox-simd.js';
import { code } from '../src/philox-simd-code.js';
import { compile } from '../wasm/build.ts';

const hex = (words: Iterable<number>) =>
  Array.from(words, (word) => word.toString(16).padStart(8, '0')).join(' ');
const word = fc.integer({ min: 0, max: 0xffffffff });
const counters = fc.tuple(word, word, word, word);
const keys = fc.tuple(word, word);

/** The cipher as the paper writes it, with exact products. */
function byBigInt(counter: number[], key: number[]): number[] {
  let [x0, x1, x2, x3] = counter.map(BigInt) as [bigint, bigint, bigint, bigint];
  let [k0, k1] = key.map(BigInt) as [bigint, bigint];
  for (let round = 0; round < 10; round++) {
    const product0 = 0xd2511f53n * x0;
    const product1 = 0xcd9e8d57n * x2;
    [x0, x1, x2, x3] = [
      (product1 >> 32n) ^ x1 ^ k0,
      product1 & 0xffffffffn,
      (product0 >> 32n) ^ x3 ^ k1,
      product0 & 0xffffffffn,
    ];
    k0 = (k0 + 0x9e3779b9n) & 0xffffffffn;
    k1 = (k1 + 0xbb67ae85n) & 0xffffffffn;
  }
  return [x0, x1, x2, x3].map(Number);
}

describe('philox4x32', () => {
  // Random123 1.14.0, tests/kat_vectors, the lines `philox4x32 10`.
  it.each([
    [[0, 0, 0, 0], [0, 0], '6627e8d5 e169c58d bc57ac4c 9b00dbd8'],
    [[-1, -1, -1, -1], [-1, -1], '408f276d 41c83b0e a20bc7c6 6d5451fd'],
    [
      [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
      [0xa4093822, 0x299f31d0],
      'd16cfe09 94fdcceb 5001e420 24126ea1',
    ],
  ])('gives the published answer for %j', (counter, key, answer) => {
    expect(hex(philox4x32(counter, key))).toBe(answer);
  });

  it('agrees with exact arithmetic for any counter and key', () => {
    fc.assert(
      fc.property(counters, keys, (counter, key) => {
        expect([...philox4x32(counter, key)]).toEqual(byBigInt(counter, key));
      }),
    );
  });
});

describe('fillPhilox4x32', () => {
  it('counts the blocks from the lowest word, with carries up to the highest, for any length', () => {
    const nearCarry = fc.constantFrom(0, 1, 0xfffffffd, 0xfffffffe, 0xffffffff);
    fc.assert(
      fc.property(
        fc.tuple(nearCarry, nearCarry, nearCarry, nearCarry),
        keys,
        fc.nat(21),
        (counter, key, size) => {
          const start = counter.reduceRight((sum, part) => (sum << 32n) + BigInt(part), 0n);
          const expected: number[] = [];
          for (let block = 0n; block < 6n; block++) {
            const at = start + block;
            expected.push(
              ...byBigInt(
                [0n, 32n, 64n, 96n].map((shift) => Number((at >> shift) & 0xffffffffn)),
                key,
              ),
            );
          }
          const filled = new Uint32Array(size);
          fillPhilox4x32(filled, counter, key);
          expect([...filled]).toEqual(expected.slice(0, size));
        },
      ),
    );
  });
});

describe('the vectors of WebAssembly', () => {
  it('give the words of the plain code', () => {
    const cases = fc.record({
      size: fc.integer({ min: 0, max: 40_000 }),
      counter: counters,
      key: keys,
    });
    fc.assert(
      fc.property(cases, ({ size, counter, key }) => {
        const [words, expected] = [new Uint32Array(size), new Uint32Array(size)];
        const done = fillBySimd(words, counter, key);
        fillPhilox4x32(expected, counter, key);
        const whole = size - (size % 16);
        expect(done).toBe(counter[0] + whole / 4 > 2 ** 32 ? 0 : whole);
        expect(words.subarray(0, done)).toEqual(expected.subarray(0, done));
      }),
      { numRuns: 50, examples: [[{ size: 64, counter: [2 ** 32 - 16, 1, 2, 3], key: [4, 5] }]] },
    );
  });

  it('are the compiled wasm/philox.wat', async () => {
    expect(await compile()).toBe(code);
  });
});
