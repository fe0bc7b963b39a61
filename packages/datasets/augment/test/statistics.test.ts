import { normal } from '@rectified/random';
import { closeTo } from '@rectified/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { augment, decodeStatistics, encodeStatistics, fitStatistics, type Step } from '../src/index.js';
import { black, noise } from './noise.js';

const images = noise(600, [2, 2, 3]);
const all = Array.from({ length: 600 }, (_, i) => i);

describe('fitStatistics', () => {
  it('takes the mean of the images as they come to the step, in epoch 0', async () => {
    const dataset = noise(300, [6, 6, 1]);
    const steps: Step[] = [{ step: 'crop', size: 3 }, { step: 'subtract-mean' }];
    const progress: number[] = [];
    const { mean, whitening } = await fitStatistics(steps, dataset, {
      seed: 9,
      onProgress: ({ step, images, of }) => {
        expect([step, of]).toEqual(['subtract-mean', 300]);
        progress.push(images);
      },
    });
    expect(whitening).toBeUndefined();
    expect(mean!.shape).toEqual([3, 3, 1]);
    expect(progress).toEqual([256, 300]);
    const { view } = augment(steps.slice(0, 1));
    const sums = new Float64Array(9);
    for (let index = 0; index < 300; index++)
      view(dataset.get(index), { seed: 9, epoch: 0, index }).pixels.forEach((value, i) => {
        sums[i]! += value;
      });
    closeTo(
      mean!.pixels,
      sums.map((sum) => sum / 300),
    );
  });

  it('leaves what is known', async () => {
    const mean = { pixels: new Float32Array(12), shape: [2, 2, 3] as const };
    const statistics = await fitStatistics([{ step: 'subtract-mean' }], images, {
      seed: 1,
      statistics: { mean },
    });
    expect(statistics).toEqual({ mean });
  });

  it('whitens: mean 0, and the covariance 1 but for the bias', async () => {
    const steps: Step[] = [
      { step: 'normalize', mean: 128, deviation: 64 },
      { step: 'zca', bias: 1e-9 },
    ];
    const statistics = await fitStatistics(steps, images, { seed: 1 });
    const { pixels } = augment(steps, { statistics }).views(images.batch(all), {
      seed: 1,
      epoch: 0,
      indices: all,
    });
    const covariance = new Float64Array(144);
    const means = new Float64Array(12);
    for (const image of all)
      for (let i = 0; i < 12; i++) {
        means[i]! += pixels[image * 12 + i]! / 600;
        for (let j = 0; j < 12; j++)
          covariance[i * 12 + j]! += (pixels[image * 12 + i]! * pixels[image * 12 + j]!) / 600;
      }
    closeTo(means, new Float64Array(12), { absolute: 1e-5 });
    closeTo(
      covariance,
      Float64Array.from({ length: 144 }, (_, at) => Number(at % 13 === 0)),
      { absolute: 1e-4 },
    );
  });

  it("is ZCA: a symmetric matrix, V (D + bias)^-1/2 V'", async () => {
    // Two pixels with covariance [[5, 3], [3, 5]] / 1 in closed form: eigenvalues 8 and 2 along (1, 1) and (1, -1).
    const values = [
      [20, 20],
      [-20, -20],
      [10, -10],
      [-10, 10],
    ].map((pair) => pair.map((value) => value + 100));
    const shape = [1, 2, 1] as const;
    const dataset = {
      ...noise(4, shape),
      batch: (indices: ArrayLike<number>) => ({
        pixels: Uint8Array.from(Array.from(indices, (index) => values[index]!).flat()),
        labels: new Int32Array(indices.length),
        shape: [indices.length, ...shape] as [number, number, number, number],
      }),
    };
    const { whitening } = await fitStatistics([{ step: 'zca', bias: 0.5 }], dataset, { seed: 1 });
    // Variances: along (1, 1) / sqrt 2: 2 * 800 / 4 = 400; along (1, -1) / sqrt 2: 2 * 200 / 4 = 100.
    const [a, b] = [400.5 ** -0.5, 100.5 ** -0.5];
    closeTo(whitening!.matrix, [(a + b) / 2, (a - b) / 2, (a - b) / 2, (a + b) / 2]);
    closeTo(whitening!.mean, [100, 100]);
  });

  it('cannot whiten what has no variance without a bias', async () => {
    await expect(fitStatistics([{ step: 'zca', bias: 0 }], black(images), { seed: 1 })).rejects.toThrow(
      /without variance, so they cannot be whitened: expected a bias above 0/,
    );
  });
});

describe('statistics as a file', () => {
  it('come back as they were', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5 }),
        fc.boolean(),
        fc.boolean(),
        (side, hasMean, hasWhitening) => {
          const numbers = (size: number) => normal(size, { seed: side, stream: size, step: 0 });
          const statistics = {
            ...(hasMean && { mean: { pixels: numbers(side * side * 3), shape: [side, side, 3] as const } }),
            ...(hasWhitening && { whitening: { mean: numbers(side), matrix: numbers(side * side) } }),
          };
          const bytes = encodeStatistics(statistics);
          expect(decodeStatistics(bytes)).toEqual(statistics);
          // From the middle of a larger buffer, as Node reads small files.
          const large = new Uint8Array(bytes.length + 3);
          large.set(bytes, 3);
          expect(decodeStatistics(large.subarray(3))).toEqual(statistics);
          expect(decodeStatistics(Buffer.from(bytes))).toEqual(statistics); // shares its memory with others
        },
      ),
    );
  });

  it('are safetensors: header length, JSON, numbers', () => {
    const bytes = encodeStatistics({ mean: { pixels: Float32Array.of(1, 2), shape: [1, 2, 1] } });
    const view = new DataView(bytes.buffer);
    const length = Number(view.getBigUint64(0, true));
    expect(length % 8).toBe(0);
    expect(JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)))).toEqual({
      mean: { dtype: 'F32', shape: [1, 2, 1], data_offsets: [0, 8] },
    });
    expect(view.getFloat32(8 + length + 4, true)).toBe(2);
  });

  it('say where they are damaged', () => {
    const bytes = encodeStatistics({ mean: { pixels: Float32Array.of(1, 2), shape: [1, 2, 1] } });
    for (const bad of [
      bytes.subarray(0, 3),
      bytes.subarray(0, 20),
      bytes.subarray(0, -4),
      new Uint8Array(100),
    ])
      expect(() => decodeStatistics(bad)).toThrow(
        /no statistics of images: expected bytes of encodeStatistics/,
      );
  });
});
