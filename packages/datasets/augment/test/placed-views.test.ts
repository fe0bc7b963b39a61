import type { ImageShape, PlacedViews } from '@rectified/dataset';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { augment, centerSteps, type Images, placedViews, type Step } from '../src/index.js';
import { noise } from './noise.js';

/** What a device makes of images and places. */
function made(
  { shape: [height, width, channels], border: { by, fill }, mean, places }: PlacedViews,
  { pixels, shape: [n, ...of] }: Images<Uint8Array>,
  keys: Parameters<PlacedViews['places']>[0],
): number[] {
  const [rows, columns] = [of[0] + 2 * by, of[1] + 2 * by];
  const pixelOf = (image: number, place: number, channel: number) => {
    const [y, x] = [Math.floor(place / columns) - by, (place % columns) - by];
    expect(place).toBeGreaterThanOrEqual(0);
    expect(place).toBeLessThan(rows * columns);
    if (y < 0 || x < 0 || y >= of[0] || x >= of[1]) return fill;
    return pixels[((image * of[0] + y) * of[1] + x) * channels + channel]!;
  };
  const numbers = places(keys);
  expect(numbers).toHaveLength(n * (mean ? 6 : 3));
  const all: number[] = [];
  for (let image = 0; image < n; image++) {
    const [first, down, right, ...ofMean] = numbers.subarray(image * (mean ? 6 : 3)) as unknown as number[];
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++)
        for (let channel = 0; channel < channels; channel++) {
          const pixel = pixelOf(image, first! + y * down! + x * right!, channel);
          const at = ofMean[0]! + y * ofMean[1]! + x * ofMean[2]!;
          all.push(mean ? Math.fround(pixel - mean.pixels[at * channels + channel]!) : pixel);
        }
  }
  return all;
}

const level = fc.integer({ min: 0, max: 255 });
const crop = (least: number): fc.Arbitrary<Step> =>
  fc.record({
    step: fc.constant('crop' as const),
    size: fc.integer({ min: 1, max: least }),
    at: fc.constantFrom<('random' | 'center')[]>('random', 'center'),
  });
const mirror: fc.Arbitrary<Step> = fc.record({
  step: fc.constant('mirror' as const),
  direction: fc.constantFrom<('horizontal' | 'vertical')[]>('horizontal', 'vertical'),
  probability: fc.constantFrom(0, 0.5, 1),
});

/** An image's shape, steps that only move its pixels, and whether the mean image is subtracted somewhere. */
const cases = fc
  .record({
    shape: fc.tuple(
      fc.integer({ min: 3, max: 9 }),
      fc.integer({ min: 3, max: 9 }),
      fc.integer({ min: 1, max: 4 }),
    ),
    pad: fc.option(
      fc.record({ step: fc.constant('pad' as const), by: fc.integer({ min: 1, max: 3 }), fill: level }),
    ),
    again: fc.boolean(),
  })
  .chain(({ shape, pad, again }) => {
    const pads = pad === null ? [] : again ? [pad, pad] : [pad];
    const room = Math.min(shape[0], shape[1]) + 2 * (pad?.by ?? 0) * pads.length;
    return fc
      .record({
        outer: crop(room),
        mirrors: fc.array(mirror, { maxLength: 3 }),
        inner: fc.double({ min: 0, max: 1, noNaN: true }),
        at: fc.nat(9),
      })
      .map(({ outer, mirrors, inner, at }) => {
        const side = Math.max(1, Math.round(inner * (outer as { size: number }).size));
        const moves: Step[] = [
          ...mirrors.slice(0, 1),
          outer,
          ...mirrors.slice(1),
          { step: 'crop', size: side },
        ];
        return { shape: shape as ImageShape, pads: pads as Step[], moves, at: at % (moves.length + 3) };
      });
  });

it('are the views of `augment`, number by number, with borders, crops, mirrors and a mean image in any order', () => {
  let withMean = 0;
  fc.assert(
    fc.property(cases, fc.nat(2 ** 31), ({ shape, pads, moves, at }, seed) => {
      const images = noise(4, shape);
      const before = [...pads, ...moves.slice(0, at)];
      const [height, width, channels] = augment(before).form(shape).shape;
      const subtracts = at <= moves.length;
      withMean += Number(subtracts);
      const pixels = Float32Array.from(
        { length: height * width * channels },
        (_, i) => 100 + Math.sin(i + 1),
      );
      const steps: Step[] = subtracts
        ? [...before, { step: 'subtract-mean' }, ...moves.slice(at)]
        : [...pads, ...moves];
      const statistics = { mean: { pixels, shape: [height, width, channels] as ImageShape } };
      const indices = [3, 0, 3, 1];
      const keys = { seed, epoch: 2, indices };
      for (const some of [steps, centerSteps(steps)]) {
        const { views, form } = augment(some, { statistics });
        const placed = placedViews(some, shape, { statistics })!;
        expect(placed.shape).toEqual(form(shape).shape);
        expect(made(placed, images.batch(indices), keys)).toEqual([
          ...views(images.batch(indices), keys).pixels,
        ]);
      }
    }),
    { numRuns: 200 },
  );
  expect(withMean).toBeGreaterThan(20);
});

it.each<[string, Step[]]>([
  ['a warp', [{ step: 'affine', rotate: 10 }]],
  ['a crop that is resized', [{ step: 'crop', size: 4, resize: 6 }]],
  ['a crop of random size', [{ step: 'crop', size: [3, 6], resize: 6 }]],
  ['cutout', [{ step: 'cutout', size: 2 }]],
  ['arithmetic', [{ step: 'normalize', mean: 3 }]],
  [
    'a border that comes later',
    [
      { step: 'crop', size: 4 },
      { step: 'pad', by: 1 },
    ],
  ],
  [
    'borders of two colors',
    [
      { step: 'pad', by: 1 },
      { step: 'pad', by: 1, fill: 9 },
    ],
  ],
])('leave %s to the processor', (_, steps) => {
  expect(placedViews(steps, [8, 8, 3])).toBeUndefined();
});

it('refuse what does not fit, as `augment` does', () => {
  expect(() => placedViews([{ step: 'crop', size: 9 }], [8, 8, 3])).toThrow(/crop does not fit/);
  expect(() => placedViews('bn-inception', [32, 32, 3])).toThrow(/mean image is missing/);
});
