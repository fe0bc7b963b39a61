import { isInputError } from '@rectified/errors';
import { closeTo } from '@rectified/testing';
import { describe, expect, it } from 'vitest';
import {
  type Augmentation,
  augment,
  centerSteps,
  type Image,
  resolveSteps,
  type Step,
} from '../src/index.js';
import { noise } from './noise.js';

const key = { seed: 1, epoch: 1, index: 0 };
const image = noise(1, [6, 8, 3]).get(0);
const square = noise(1, [8, 8, 3]).get(0);

const view = (steps: readonly Step[], of: Image<Uint8Array> = image, index = 0) =>
  augment(steps).view(of, { ...key, index });

/** Rows of one channel, for closed forms. */
const grey = (...rows: number[][]): Image<Uint8Array> => ({
  pixels: Uint8Array.from(rows.flat()),
  shape: [rows.length, rows[0]!.length, 1],
});

function faultOf(steps: unknown, shape: readonly [number, number, number] = [8, 8, 3]): string {
  try {
    augment(steps as Augmentation).form(shape);
  } catch (error) {
    expect(isInputError(error)).toBe(true);
    return (error as Error).message;
  }
  throw new Error('no error');
}

describe('crop', () => {
  it('takes a square at a fixed place and at the center, rounded up and to the left', () => {
    const nine = grey([1, 2, 3, 4], [5, 6, 7, 8], [9, 10, 11, 12]);
    expect([...view([{ step: 'crop', size: 2, at: [1, 2] }], nine).pixels]).toEqual([7, 8, 11, 12]);
    expect([...view([{ step: 'crop', size: 2, at: 'center' }], nine).pixels]).toEqual([2, 3, 6, 7]);
  });

  it('takes every place about equally often', () => {
    const places = grey([0, 1, 2], [3, 4, 5]);
    const counts = new Int32Array(6);
    const { view } = augment([{ step: 'crop', size: 1 }]);
    for (let index = 0; index < 6000; index++) counts[view(places, { ...key, index }).pixels[0]!]!++;
    for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(5 * Math.sqrt((6000 * 5) / 36));
  });

  it('resizes where it says so: a uniform image stays so, a square of the size stays as it is', () => {
    const flat = { pixels: new Uint8Array(64).fill(200), shape: [8, 8, 1] as const };
    const { pixels, shape } = view([{ step: 'crop', size: [3, 7], resize: 5 }], flat);
    expect(shape).toEqual([5, 5, 1]);
    expect(pixels.every((value) => value === 200)).toBe(true);
    expect(view([{ step: 'crop', size: 8, resize: 8 }], square).pixels).toEqual(square.pixels);
  });

  it('halves by the mean of four', () => {
    const four = grey([10, 20, 0, 0], [30, 40, 0, 8]);
    const { pixels } = view([{ step: 'crop', size: 2, resize: 1, at: [0, 0] }], four);
    expect([...pixels]).toEqual([25]);
  });
});

describe('pad, mirror, cutout', () => {
  it('pads on every side', () => {
    const { pixels, shape } = view([{ step: 'pad', by: 1, fill: 9 }], grey([1, 2]));
    expect(shape).toEqual([3, 4, 1]);
    expect([...pixels]).toEqual([9, 9, 9, 9, 9, 1, 2, 9, 9, 9, 9, 9]);
  });

  it('mirrors left and right, or top and bottom, with colors kept', () => {
    const six = { pixels: Uint8Array.from([1, 2, 3, 4, 5, 6]), shape: [1, 2, 3] as const };
    expect([...view([{ step: 'mirror', probability: 1 }], six).pixels]).toEqual([4, 5, 6, 1, 2, 3]);
    const rows = grey([1, 2], [3, 4], [5, 6]);
    const flip: Step = { step: 'mirror', direction: 'vertical', probability: 1 };
    expect([...view([flip], rows).pixels]).toEqual([5, 6, 3, 4, 1, 2]);
    expect(view([{ step: 'mirror', probability: 0 }]).pixels).toEqual(image.pixels);
    for (const step of [flip, { step: 'mirror', probability: 1 } as const])
      expect(augment([step, step]).view(image, key).pixels).toEqual(image.pixels);
  });

  it('mirrors half of the images', () => {
    const two = grey([1, 2]);
    const { view } = augment([{ step: 'mirror' }]);
    const mirrored = Array.from({ length: 4000 }, (_, index) => view(two, { ...key, index }).pixels[0] === 2);
    expect(Math.abs(mirrored.filter(Boolean).length - 2000)).toBeLessThan(5 * Math.sqrt(1000));
  });

  it('cuts out one square with its center in the image', () => {
    const white = { pixels: new Uint8Array(100).fill(255), shape: [10, 10, 1] as const };
    const { view } = augment([{ step: 'cutout', size: 4, fill: 7 }]);
    const areas = Array.from({ length: 300 }, (_, index) => {
      const cut = [...view(white, { ...key, index }).pixels.entries()].filter(([, value]) => value === 7);
      const rows = new Set(cut.map(([at]) => Math.floor(at / 10)));
      const columns = new Set(cut.map(([at]) => at % 10));
      expect(cut.length).toBe(rows.size * columns.size);
      return cut.length;
    });
    expect(Math.min(...areas)).toBe(4); // center in the corner
    expect(Math.max(...areas)).toBe(16);
    expect(white.pixels.every((value) => value === 255)).toBe(true);
  });
});

describe('steps that compute', () => {
  it('normalizes by one number or one a channel, to float32', () => {
    const { pixels } = view([{ step: 'normalize', mean: [1, 2, 3], deviation: [1, 2, 4] }]);
    expect(pixels).toBeInstanceOf(Float32Array);
    closeTo(
      pixels,
      Array.from(image.pixels, (value, i) => (value - [1, 2, 3][i % 3]!) / [1, 2, 4][i % 3]!),
    );
    closeTo(
      view([{ step: 'normalize', mean: 128, deviation: 128 }]).pixels,
      Array.from(image.pixels, (value) => (value - 128) / 128),
    );
  });

  it('normalizes the contrast of an image to mean 0 and norm 55', () => {
    const { pixels } = view([{ step: 'gcn' }]);
    closeTo([Array.from(pixels).reduce((sum, value) => sum + value)], [0], { absolute: 1e-3 });
    closeTo([Math.hypot(...pixels)], [55]);
    const three = view([{ step: 'gcn', scale: 2, bias: 5 }], grey([1, 2, 3]));
    closeTo(
      three.pixels,
      [-1, 0, 1].map((value) => (2 * value) / Math.sqrt(5 + 2)),
    );
  });

  it('makes an image without contrast 0', () => {
    expect([...view([{ step: 'gcn' }], grey([8, 8, 8])).pixels]).toEqual([0, 0, 0]);
  });

  it('subtracts the mean image before it mirrors', () => {
    const mean = { pixels: Float32Array.of(1, 2), shape: [1, 2, 1] as const };
    const steps: Step[] = [{ step: 'subtract-mean' }, { step: 'mirror', probability: 1 }];
    const two = grey([10, 20]);
    expect([...augment(steps, { statistics: { mean } }).view(two, key).pixels]).toEqual([18, 9]);
    const colors = { pixels: Float32Array.from(image.pixels, (_, i) => i), shape: image.shape };
    const made = augment(steps, { statistics: { mean: colors } }).view(image, key).pixels;
    for (let y = 0; y < 6; y++)
      for (let x = 0; x < 24; x++) {
        const at = y * 24 + (7 - Math.floor(x / 3)) * 3 + (x % 3);
        expect(made[y * 24 + x]).toBe(image.pixels[at]! - at);
      }
    const never: Step[] = [steps[0]!, { step: 'mirror', probability: 0 }];
    expect([...augment(never, { statistics: { mean } }).view(two, key).pixels]).toEqual([9, 18]);
    const down: Step[] = [steps[0]!, { step: 'mirror', probability: 1, direction: 'vertical' }];
    expect([...augment(down, { statistics: { mean } }).view(two, key).pixels]).toEqual([9, 18]);
  });

  it('whitens by the matrix it is given', () => {
    const whitening = { mean: Float32Array.of(1, 1), matrix: Float32Array.of(2, 1, 1, 3) };
    const { pixels } = augment([{ step: 'zca' }], { statistics: { whitening } }).view(grey([4, 6]), key);
    expect([...pixels]).toEqual([2 * 3 + 5, 3 + 3 * 5]);
  });

  it('crops, pads, mirrors and cuts numbers as it does bytes', () => {
    const after = view([
      { step: 'normalize' },
      { step: 'pad', by: 2 },
      { step: 'crop', size: 6 },
      { step: 'mirror' },
      { step: 'cutout', size: 2 },
    ]);
    const before = view([
      { step: 'pad', by: 2 },
      { step: 'crop', size: 6 },
      { step: 'mirror' },
      { step: 'cutout', size: 2 },
      { step: 'normalize' },
    ]);
    expect(after).toEqual(before);
  });
});

describe('affine', () => {
  it('does nothing by default', () => {
    expect(view([{ step: 'affine' }])).toEqual({ pixels: image.pixels, shape: image.shape });
  });

  it('crops the warped image as a crop by itself would', () => {
    const canvas: Step = {
      step: 'affine',
      shear: 0.3,
      rotate: 90,
      aspect: 0.2,
      canvas: [20, 20],
      scale: [0.5, 2],
    };
    const alone = view([canvas], square);
    const then = view([{ step: 'crop', size: 12, at: [3, 5] }], alone as Image<Uint8Array>);
    expect(view([canvas, { step: 'crop', size: 12, at: [3, 5] }], square)).toEqual(then);
  });

  it('draws whole degrees from -rotate to rotate - 1', () => {
    const seen = new Set<string>();
    const { view } = augment([{ step: 'affine', rotate: 2 }]);
    for (let index = 0; index < 200; index++) seen.add(view(square, { ...key, index }).pixels.join());
    expect(seen.size).toBe(4); // -2, -1, 0, 1
    expect(seen.has(square.pixels.join())).toBe(true);
  });
});

describe('faults', () => {
  it('names the nearest preset, step and key', () => {
    expect(faultOf('modell1')).toMatch(
      /^unknown augmentation "modell1": expected none, model1, .* Did you mean "model1"\?$/,
    );
    expect(faultOf([{ step: 'mirorr' }])).toMatch(
      /unknown augmentation step "mirorr".*Did you mean "mirror"\?/,
    );
    expect(faultOf([{ step: 'crop', sise: 3, size: 3 }])).toMatch(/unknown key of step crop "sise".*"size"/);
  });

  it.each([
    [
      [{ step: 'crop' }],
      'size of step crop: expected a number of pixels, or the minimum and the maximum, got nothing',
    ],
    [[{ step: 'crop', size: [5, 3], resize: 4 }], /the minimum and the maximum, got \[5,3\]/],
    [
      [{ step: 'crop', size: [3, 5] }],
      'resize of step crop: expected a number of pixels, since the size is random, got nothing',
    ],
    [[{ step: 'crop', size: 3, at: 'middle' }], /random, center or \[top, left\], got "middle"/],
    [
      [{ step: 'mirror', probability: 2 }],
      'probability of step mirror: expected a number of at least 0 and at most 1, got 2',
    ],
    [[{ step: 'affine', aspect: 1 }], /a number of at least 0 and below 1, got 1/],
    [[{ step: 'affine', scale: [0, 1] }], /above 0/],
    [[{ step: 'affine', fill: 300 }], /a whole number from 0 to 255, got 300/],
    [[{ step: 'pad', by: 1.5 }], /a whole number from 1, got 1.5/],
    [[{ step: 'normalize', deviation: 0 }], /above 0, got 0/],
    [[{}], /step 1 of the augmentation: expected a step such as/],
    [[null], /got null/],
    [{ step: 'crop' }, /augmentation: expected the name of a preset or a list of steps/],
    [
      ['gcn', 'gcn'].map(() => ({ step: 'zca' })),
      'step zca: expected at most one in an augmentation, got several',
    ],
  ])('says what is wrong with %j', (steps, message) => {
    expect(faultOf(steps)).toMatch(message);
  });

  it.each([
    [
      [{ step: 'crop', size: 9 }],
      'the crop does not fit into the image: expected at most 8 x 8 pixels, got 9 x 9',
    ],
    [[{ step: 'crop', size: 4, at: [5, 0] }], /4 x 4 at 5, 0/],
    [
      [{ step: 'affine', scale: [0.5, 2] }],
      /expected a crop as the next step, got canvases from 4 x 4 to 16 x 16/,
    ],
    [
      [
        { step: 'affine', scale: [0.5, 2] },
        { step: 'crop', size: 5 },
      ],
      /smallest canvas .* at most 4 x 4 pixels, got 5 x 5/,
    ],
    [[{ step: 'gcn' }, { step: 'affine' }], /the step affine comes after one that computes/],
    [[{ step: 'gcn' }, { step: 'crop', size: [2, 3], resize: 2 }], /crop with resize comes after/],
    [
      [{ step: 'normalize', mean: [1, 2] }],
      'mean of step normalize: expected 3 numbers, one per channel, got 2',
    ],
    [[{ step: 'subtract-mean' }], /the mean image is missing. Compute it once with fitStatistics/],
    [[{ step: 'zca' }], /the whitening matrix is missing/],
  ])('says why %j does not fit the images', (steps, message) => {
    expect(faultOf(steps)).toMatch(message);
  });

  it('says where statistics are of other images', () => {
    const mean = { pixels: new Float32Array(4), shape: [2, 2, 1] as const };
    const whitening = { mean: new Float32Array(4), matrix: new Float32Array(16) };
    const form = (step: 'subtract-mean' | 'zca') => () =>
      augment([{ step }], { statistics: { mean, whitening } }).form([8, 8, 3]);
    expect(form('subtract-mean')).toThrow(/expected 8 x 8 x 3, got 2 x 2 x 1/);
    expect(form('zca')).toThrow(/expected 192 numbers per image, got 4/);
  });
});

describe('centerSteps', () => {
  it("is cxxnet's evaluation: the middle 70 x 70 of 80 x 80, less the mean image", () => {
    expect(centerSteps('model1')).toEqual([
      { step: 'crop', size: 70, at: 'center' },
      { step: 'subtract-mean' },
    ]);
    expect(centerSteps('model3')[0]).toEqual({ step: 'crop', size: 72, at: 'center' });
  });

  it('leaves what has no chance as it was', () => {
    expect(centerSteps('model3-grid')).toEqual(resolveSteps('model3-grid'));
    const fixed: Step[] = [{ step: 'crop', size: 20, at: [0, 12] }, { step: 'gcn' }];
    expect(centerSteps(fixed)).toEqual(resolveSteps(fixed));
    expect(centerSteps([{ step: 'crop', size: [20, 24], resize: 22, at: 'center' }])).toEqual([
      { step: 'crop', size: 22, at: 'center' },
    ]);
  });

  it('leaves padded images as they were', () => {
    const cifar = noise(1, [32, 32, 3]).get(0);
    const made = augment(centerSteps('pad-crop-mirror')).view(cifar, key);
    expect(made).toEqual({ pixels: cifar.pixels, shape: cifar.shape });
  });
});
