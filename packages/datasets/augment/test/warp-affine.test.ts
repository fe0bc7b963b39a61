import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AffineMatrix, affineMap, warpAffine } from '../src/index.js';
import { noise } from './noise.js';

const image = noise(1, [9, 13, 3]).get(0);
const whole = { top: 0, left: 0, height: 9, width: 13 };
const matrices = fc.tuple(
  ...Array.from({ length: 6 }, () => fc.double({ min: -3, max: 3, noNaN: true })),
) as fc.Arbitrary<[number, number, number, number, number, number]>;

describe('warpAffine', () => {
  it('leaves an image as it is by the identity', () => {
    expect(warpAffine(image, [1, 0, 0, 0, 1, 0], whole)).toEqual({
      pixels: image.pixels,
      shape: image.shape,
    });
  });

  it('moves by whole pixels without mixing them, and fills what is left', () => {
    const { pixels } = warpAffine(image, [1, 0, 2, 0, 1, -1], whole, 77);
    for (let y = 0; y < 9; y++)
      for (let x = 0; x < 39; x++)
        expect(pixels[y * 39 + x]).toBe(x < 6 || y === 8 ? 77 : image.pixels[(y + 1) * 39 + x - 6]);
  });

  it('turns by 90 degrees about the origin', () => {
    const { pixels, shape } = warpAffine(image, [0, 1, 0, -1, 0, 12], {
      top: 0,
      left: 0,
      height: 13,
      width: 9,
    });
    expect(shape).toEqual([13, 9, 3]);
    for (let y = 0; y < 13; y++)
      for (let x = 0; x < 9; x++)
        expect(pixels[(y * 9 + x) * 3 + 1]).toBe(image.pixels[(x * 13 + (12 - y)) * 3 + 1]);
  });

  it('takes the mean of two neighbors half way between them', () => {
    const two = { pixels: Uint8Array.of(10, 31), shape: [1, 2, 1] as const };
    const { pixels } = warpAffine(two, [1, 0, 0.5, 0, 1, 0], { top: 0, left: 0, height: 1, width: 3 }, 255);
    expect([...pixels]).toEqual([133, 21, 143]); // (255 + 10) / 2, (10 + 31) / 2, (31 + 255) / 2, halves up
  });

  it('keeps a uniform image uniform under every map, in the color of the border', () => {
    fc.assert(
      fc.property(matrices, fc.integer({ min: 0, max: 255 }), (matrix, level) => {
        const flat = { pixels: new Uint8Array(24).fill(level), shape: [4, 6, 1] as const };
        const { pixels } = warpAffine(flat, matrix, { top: 0, left: 0, height: 7, width: 5 }, level);
        expect(pixels.every((value) => value === level)).toBe(true);
      }),
    );
  });

  it('gives a window the pixels that the whole canvas has there', () => {
    fc.assert(
      fc.property(matrices, fc.nat(6), fc.nat(6), (matrix, top, left) => {
        const all = warpAffine(image, matrix, { top: 0, left: 0, height: 12, width: 12 }).pixels;
        const part = warpAffine(image, matrix, { top, left, height: 5, width: 6 }).pixels;
        for (let y = 0; y < 5; y++)
          expect(part.subarray(y * 18, (y + 1) * 18)).toEqual(
            all.subarray(((y + top) * 12 + left) * 3, ((y + top) * 12 + left + 6) * 3),
          );
      }),
    );
  });

  it('warps each channel by itself', () => {
    fc.assert(
      fc.property(matrices, (matrix: AffineMatrix) => {
        const together = warpAffine(image, matrix, whole).pixels;
        for (const channel of [0, 1, 2]) {
          const pick = (_: number, i: number) => i % 3 === channel;
          const alone = { pixels: image.pixels.filter(pick), shape: [9, 13, 1] as const };
          expect(together.filter(pick)).toEqual(warpAffine(alone, matrix, whole).pixels);
        }
      }),
    );
  });

  it('takes the first pixel everywhere where the map has no inverse, as OpenCV does', () => {
    const { pixels } = warpAffine(image, [0, 0, 5, 0, 0, 5], whole, 9);
    expect([...pixels.subarray(0, 6)]).toEqual([
      ...image.pixels.subarray(0, 3),
      ...image.pixels.subarray(0, 3),
    ]);
  });
});

describe('affineMap', () => {
  const still = { shear: 0, angle: 0, scale: 1, aspect: 1 };

  it('takes the center of the image to the center of the canvas', () => {
    const draws = fc.record({
      shear: fc.double({ min: -0.5, max: 0.5, noNaN: true }),
      angle: fc.integer({ min: -180, max: 179 }),
      scale: fc.double({ min: 0.25, max: 2, noNaN: true }),
      aspect: fc.double({ min: 0.5, max: 1.5, noNaN: true }),
    });
    fc.assert(
      fc.property(draws, (draw) => {
        const { matrix: m } = affineMap(draw, [80, 80, 3], [80, 136]);
        const side = Math.max(80, Math.min(136, 80 * draw.scale));
        expect(m[0] * 40 + m[1] * 40 + m[2]).toBeCloseTo(side / 2, 3);
        expect(m[3] * 40 + m[4] * 40 + m[5]).toBeCloseTo(side / 2, 3);
      }),
    );
  });

  it('scales width and height so that they add up to twice the scale', () => {
    const { matrix } = affineMap({ ...still, scale: 1.5, aspect: 0.5 }, [80, 80, 1], [1, 1e10]);
    expect(matrix[0]).toBeCloseTo(2, 6); // 2 * 1.5 / (1 + 0.5)
    expect(matrix[4]).toBeCloseTo(1, 6);
  });

  it('limits the canvas and not the content', () => {
    const small = affineMap({ ...still, scale: 0.5 }, [80, 80, 1], [80, 136]);
    expect(small).toEqual({ matrix: [0.5, 0, 20, -0, 0.5, 20], height: 80, width: 80 });
    const large = affineMap({ ...still, scale: 2 }, [80, 80, 1], [80, 136]);
    expect(large).toEqual({ matrix: [2, 0, -12, -0, 2, -12], height: 136, width: 136 });
    expect(affineMap({ ...still, scale: 1.37 }, [80, 60, 1], [1, 1e10])).toMatchObject({
      height: 109,
      width: 82,
    });
  });
});
