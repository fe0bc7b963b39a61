import { readFileSync } from 'node:fs';
import { inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { affineMap, augment, byteSteps, type PresetName, warpAffine } from '../src/index.js';

interface Golden {
  readonly by: string;
  readonly grey: string;
  readonly color: string;
  readonly views: readonly {
    augmentation: PresetName;
    seed: number;
    epoch: number;
    index: number;
    side: number;
    pixels: string;
  }[];
  readonly maps: readonly {
    shear: number;
    angle: number;
    scale: number;
    aspect: number;
    canvas: [number, number];
    matrix: [number, number, number, number, number, number];
    height: number;
    width: number;
    fill: number;
    pixels: string;
  }[];
}

/** Made by `tools/golden/augment.py`, which is written from cxxnet's source and calls OpenCV. */
const read = (name: string) => JSON.parse(readFileSync(new URL(name, import.meta.url), 'utf8')) as Golden;
const unpack = (text: string) => new Uint8Array(inflateSync(Buffer.from(text, 'base64')));

/** Of two arrays of bytes: mean and greatest absolute difference. */
function difference(actual: ArrayLike<number>, expected: Uint8Array): { mean: number; most: number } {
  expect(actual.length).toBe(expected.length);
  const differences = expected.map((value, i) => Math.abs(actual[i]! - value));
  return {
    mean: differences.reduce((sum, one) => sum + one, 0) / expected.length,
    most: Math.max(...differences),
  };
}

const four = read('golden-opencv-4.json');
const five = read('golden-opencv-5.json');

describe("cxxnet's affine map", () => {
  it.each(four.maps)(
    'is that of image_augmenter-inl.hpp in float32: angle $angle, canvas $canvas',
    (golden) => {
      const { matrix, height, width } = affineMap(golden, [24, 32, 3], golden.canvas);
      expect({ matrix, height, width }).toEqual({
        matrix: golden.matrix,
        height: golden.height,
        width: golden.width,
      });
    },
  );
});

describe.each([four, five])('$by', ({ by, grey, color, views, maps }) => {
  const exact = by.includes('opencv-python-headless 4');

  it.each(maps)('warpAffine of noise in color, angle $angle, $height x $width', (map) => {
    const window = { top: 0, left: 0, height: map.height, width: map.width };
    const image = { pixels: unpack(color), shape: [24, 32, 3] as const };
    const { mean, most } = difference(
      warpAffine(image, map.matrix, window, map.fill).pixels,
      unpack(map.pixels),
    );
    if (exact) expect(most).toBe(0);
    else expect(mean).toBeLessThan(1);
  });

  it.each(views)('$augmentation of plankton, seed $seed, epoch $epoch, image $index', (golden) => {
    const pixels = Uint8Array.from(unpack(grey)).slice();
    const { view } = augment(byteSteps(golden.augmentation));
    const made = view({ pixels, shape: [80, 80, 1] }, golden);
    expect(made.shape).toEqual([golden.side, golden.side, 1]);
    const { mean, most } = difference(made.pixels, unpack(golden.pixels));
    if (exact) expect(most).toBe(0);
    else expect(mean).toBeLessThan(1);
  });

  it('gives the same for three equal channels', () => {
    const one = unpack(grey);
    const three = Uint8Array.from({ length: 3 * one.length }, (_, i) => one[Math.floor(i / 3)]!);
    for (const golden of views) {
      const { pixels } = augment(byteSteps(golden.augmentation)).view(
        { pixels: three, shape: [80, 80, 3] },
        golden,
      );
      for (const channel of [0, 1, 2])
        expect(
          difference(
            pixels.filter((_, i) => i % 3 === channel),
            unpack(golden.pixels),
          ).mean,
        ).toBeLessThan(exact ? Number.MIN_VALUE : 1);
    }
  });
});
