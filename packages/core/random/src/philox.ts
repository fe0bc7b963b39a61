import { checkValue, listOf, wholeNumber } from '@rectified/errors';

/**
 * Fills `out` with consecutive blocks of Philox 4x32-10: block `g` is the cipher of `counter + g` (one 128-bit
 * number, lowest word first) under `key`. Each block gives four words; `out` may have any length, and a
 * longer one starts with the shorter one.
 *
 * Salmon, Moraes, Dror, Shaw: Parallel random numbers: as easy as 1, 2, 3 (SC 2011, doi:10.1145/2063384.2063405).
 * A round multiplies two of the four words by constants and mixes the high halves of the products with the
 * other two words and the key:
 *
 *     (x0, x1, x2, x3) <- (high(M1 x2) ^ x1 ^ k0, low(M1 x2), high(M0 x0) ^ x3 ^ k1, low(M0 x0))
 *
 * JavaScript has no 32 x 32 -> 64 bit product, so the high word is computed from 16-bit halves.
 */
export function fillPhilox4x32(out: Uint32Array, counter: ArrayLike<number>, key: ArrayLike<number>): void {
  let c0 = counter[0]! | 0;
  let c1 = counter[1]! | 0;
  let c2 = counter[2]! | 0;
  let c3 = counter[3]! | 0;
  const whole = out.length - (out.length % 4);
  for (let i = 0; i < whole; i += 4) {
    let x0 = c0;
    let x1 = c1;
    let x2 = c2;
    let x3 = c3;
    let k0 = key[0]! | 0;
    let k1 = key[1]! | 0;
    for (let round = 0; round < 10; round++) {
      const high0 = highWord(x0, 0xd251, 0x1f53);
      const low0 = Math.imul(x0, 0xd2511f53);
      const high1 = highWord(x2, 0xcd9e, 0x8d57);
      const low1 = Math.imul(x2, 0xcd9e8d57);

      x0 = high1 ^ x1 ^ k0;
      x1 = low1;
      x2 = high0 ^ x3 ^ k1;
      x3 = low0;
      // Weyl sequences: the golden ratio and the square root of 3, minus 1.
      k0 = (k0 + 0x9e3779b9) | 0;
      k1 = (k1 + 0xbb67ae85) | 0;
    }
    out[i] = x0;
    out[i + 1] = x1;
    out[i + 2] = x2;
    out[i + 3] = x3;

    c0 = (c0 + 1) | 0;
    if (c0 === 0) {
      c1 = (c1 + 1) | 0;
      if (c1 === 0) {
        c2 = (c2 + 1) | 0;
        if (c2 === 0) c3 = (c3 + 1) | 0;
      }
    }
  }
  if (whole < out.length) {
    const last = philox4x32([c0, c1, c2, c3], key);
    out.set(last.subarray(0, out.length - whole), whole);
  }
}

/** The high word of the 64-bit product of a word and a constant with these halves. */
function highWord(word: number, high: number, low: number): number {
  const a = word >>> 16;
  const b = word & 0xffff;
  const ab = (Math.imul(a, low) + (Math.imul(b, low) >>> 16)) | 0;
  const ba = (Math.imul(b, high) + (ab & 0xffff)) | 0;
  return Math.imul(a, high) + (ab >>> 16) + (ba >>> 16);
}

/** Words may be signed or unsigned. */
const word = wholeNumber({ from: -(2 ** 31), to: 2 ** 32 - 1 });
const fourWords = listOf(word, 'four 32-bit numbers', [4, 4]);
const twoWords = listOf(word, 'two 32-bit numbers', [2, 2]);

/**
 * One block of Philox 4x32-10: four random 32-bit words that depend only on the four words of the counter
 * and the two of the key.
 *
 * @example
 * philox4x32([0, 0, 0, 0], [0, 0]); // Uint32Array [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8]
 */
export function philox4x32(counter: ArrayLike<number>, key: ArrayLike<number>): Uint32Array {
  checkValue('counter', counter, fourWords);
  checkValue('key', key, twoWords);
  const block = new Uint32Array(4);
  fillPhilox4x32(block, counter, key);
  return block;
}
