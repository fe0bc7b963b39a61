import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  augment,
  byteSteps,
  fitStatistics,
  type PresetName,
  presets,
  resolveSteps,
  type Step,
  testViews,
} from '../src/index.js';
import { noise } from './noise.js';

const images = noise(40, [24, 24, 3]);
const steps: Step[] = [
  { step: 'affine', shear: 0.5, rotate: 180, aspect: 0.5, scale: [0.5, 1.8], canvas: [24, 40] },
  { step: 'crop', size: [18, 22], resize: 20 },
  { step: 'mirror' },
  { step: 'cutout', size: 6 },
];
const keys = fc.record({ seed: fc.nat(2 ** 31), epoch: fc.nat(1000), index: fc.nat(39) });

describe('a view', () => {
  it('depends on its key alone, not on the views before it', () => {
    const one = augment(steps);
    const other = augment(steps);
    fc.assert(
      fc.property(keys, keys, (first, second) => {
        const made = one.view(images.get(first.index), first);
        other.view(images.get(second.index), second);
        expect(other.view(images.get(first.index), first)).toEqual(made);
      }),
      { numRuns: 30 },
    );
  });

  it('differs with seed, epoch and index', () => {
    const { view } = augment(steps);
    const image = images.get(0);
    const key = { seed: 1, epoch: 1, index: 1 };
    const all = [key, { ...key, seed: 2 }, { ...key, epoch: 2 }, { ...key, index: 2 }];
    expect(new Set(all.map((one) => view(image, one).pixels.join())).size).toBe(4);
  });

  it('is the same in a batch, in an array that is given and alone', () => {
    const { view, views } = augment(steps);
    const indices = [3, 39, 3, 0];
    const batch = images.batch(indices);
    const keys = { seed: 5, epoch: 2, indices };
    const { pixels, shape } = views(batch, keys);
    expect(shape).toEqual([4, 20, 20, 3]);
    indices.forEach((index, i) => {
      const alone = view(images.get(index), { seed: 5, epoch: 2, index }).pixels;
      expect(pixels.subarray(i * 1200, (i + 1) * 1200)).toEqual(alone);
    });
    const out = new Uint8Array(5000);
    expect(views(batch, keys, out).pixels).toBe(out);
    expect(out.subarray(0, 4800)).toEqual(pixels);
  });

  it('leaves the image as it is', () => {
    const image = images.get(1);
    const before = image.pixels.slice();
    for (const step of [...steps.slice(2), { step: 'mirror', probability: 1 } as const]) {
      const made = augment([step]).view(image, { seed: 1, epoch: 1, index: 1 });
      made.pixels.fill(0);
    }
    expect(augment('none').view(image, { seed: 1, epoch: 1, index: 1 })).toEqual({
      pixels: before,
      shape: image.shape,
    });
    expect(image.pixels).toEqual(before);
  });

  it('draws a step alike whichever other steps there are', () => {
    const mirror: Step = { step: 'mirror' };
    const crop: Step = { step: 'crop', size: 20 };
    for (let index = 0; index < 20; index++) {
      const key = { seed: 3, epoch: 4, index };
      const both = augment([crop, mirror]).view(images.get(index), key).pixels;
      const cropped = augment([crop]).view(images.get(index), key);
      const one = augment([mirror]).view({ pixels: cropped.pixels as Uint8Array, shape: [20, 20, 3] }, key);
      expect(one.pixels).toEqual(both);
      const shifted = augment([{ step: 'cutout', size: 1 }, crop, mirror]);
      expect(
        shifted.view(images.get(index), key).pixels.filter((value, i) => value !== both[i]).length,
      ).toBeLessThanOrEqual(3);
    }
  });

  it('draws anew for a step that comes a second time', () => {
    const { view } = augment([{ step: 'mirror' }, { step: 'mirror' }]);
    const same = Array.from({ length: 100 }, (_, index) =>
      view(images.get(0), { seed: 1, epoch: 1, index }).pixels.join(),
    );
    expect(new Set(same).size).toBe(2); // not always mirrored back
  });

  it('says what it was not given', () => {
    const { view, views } = augment('none');
    const key = { seed: 1, epoch: 1, index: 0 };
    const image = { pixels: new Uint8Array(11), shape: [2, 2, 3] as const };
    expect(() => view(image, key)).toThrow('the image: expected 12 numbers, got 11');
    const batch = images.batch([0, 1]);
    expect(() => views(batch, { ...key, indices: [0] })).toThrow('indices: expected 2 numbers, got 1');
    const bad = [new Float32Array(1e4), new Uint8Array(3)];
    for (const out of bad)
      expect(() => views(batch, { ...key, indices: [0, 1] }, out)).toThrow(/uint8 and at least 3456 numbers/);
  });
});

describe('presets', () => {
  /** Side of the images before and after. */
  const sides: Record<PresetName, [number, number]> = {
    none: [80, 80],
    model1: [80, 70],
    model2: [80, 70],
    model3: [80, 72],
    model4: [80, 70],
    model5: [96, 88],
    'model5-2': [96, 88],
    model6: [80, 70],
    'model1-views': [80, 70],
    'model4-views': [80, 70],
    'model5-views': [96, 88],
    'model2-grid': [80, 70],
    'model3-grid': [80, 72],
    'bn-inception': [32, 28],
    nin: [4, 4],
    'pad-crop-mirror': [32, 32],
  };

  it.each(Object.keys(presets) as PresetName[])('%s works on images of its size', async (name) => {
    const [before, after] = sides[name];
    const dataset = noise(3, [before, before, 3], { grey: true });
    const statistics = await fitStatistics(name, dataset, { seed: 1 });
    const augmenter = augment(name, { statistics });
    const { pixels, shape } = augmenter.views(dataset.batch([0, 1, 2]), {
      seed: 1,
      epoch: 1,
      indices: [0, 1, 2],
    });
    expect(shape).toEqual([3, after, after, 3]);
    expect(pixels.every(Number.isFinite)).toBe(true);
    expect(augmenter.form([before, before, 3])).toEqual({
      shape: [after, after, 3],
      type: pixels instanceof Uint8Array ? 'uint8' : 'float32',
    });
  });

  it('are those of the authors’ configurations (Kaggle-NDSB, models/*/*.conf)', () => {
    expect(resolveSteps('model1')).toEqual([
      {
        step: 'affine',
        shear: 0.5,
        rotate: 180,
        scale: [0.4, 1.8],
        aspect: 0.5,
        canvas: [80, 136],
        fill: 255,
      },
      { step: 'crop', size: 70, at: 'random' },
      { step: 'subtract-mean' },
      { step: 'mirror', direction: 'horizontal', probability: 0.5 },
    ]);
  });

  it('are plain data, as a recipe or a run records it', () => {
    for (const name of Object.keys(presets) as PresetName[]) {
      const steps = resolveSteps(name);
      expect(resolveSteps(JSON.parse(JSON.stringify(steps)))).toEqual(steps);
    }
  });

  it('byteSteps leaves what can be looked at', () => {
    expect(byteSteps('model1').map(({ step }) => step)).toEqual(['affine', 'crop', 'mirror']);
    const { type } = augment(byteSteps('model6')).form([80, 80, 3]);
    expect(type).toBe('uint8');
  });
});

describe('testViews', () => {
  it("is model 3's grid: 6 x 6 crops of 70, mirrored and not, resized to 72", () => {
    const statistics = { mean: { pixels: new Float32Array(72 * 72), shape: [72, 72, 1] as const } };
    const views = testViews({ augment: 'model3-grid', grid: 2 }, [80, 80, 1]);
    expect(views.length).toBe(72);
    expect(views.map(({ steps }) => steps[0])).toEqual(
      [0, 2, 4, 6, 8, 10].flatMap((left) =>
        [0, 2, 4, 6, 8, 10].flatMap((top) =>
          [0, 1].map(() => ({ step: 'crop', size: 70, resize: 72, at: [top, left] })),
        ),
      ),
    );
    const image = noise(1, [80, 80, 1]).get(0);
    const [plain, mirrored] = views
      .slice(0, 2)
      .map(
        ({ steps, epoch }) => augment(steps, { statistics }).view(image, { seed: 1, epoch, index: 0 }).pixels,
      );
    expect([...mirrored!.subarray(0, 72)]).toEqual([...plain!.subarray(0, 72)].reverse());
  });

  it('is a grid without mirror where that is said, also after a border', () => {
    expect(testViews({ augment: 'pad-crop-mirror', grid: 4, mirrored: false }, [32, 32, 3]).length).toBe(9);
    expect(testViews({ augment: [{ step: 'crop', size: 8 }], grid: 3 }, [8, 9, 3]).length).toBe(2);
  });

  it('is random views, one an epoch', () => {
    const views = testViews({ augment: 'model1-views', random: 150 }, [80, 80, 3]);
    expect(views.length).toBe(150);
    expect(views.map(({ epoch }) => epoch)).toEqual(Array.from({ length: 150 }, (_, i) => i));
    expect(views[7]!.steps).toEqual(resolveSteps('model1-views'));
  });

  it('says what cannot be', () => {
    expect(() => testViews({ augment: 'none', grid: 2 }, [8, 8, 3])).toThrow(
      'a grid of crops: expected a step crop of one size',
    );
    expect(() => testViews({ augment: 'model6', grid: 2 }, [80, 80, 3])).toThrow('a grid of crops');
    expect(() => testViews({ augment: 'model1', random: 0 }, [80, 80, 3])).toThrow(
      /a whole number from 1, got 0/,
    );
  });
});
