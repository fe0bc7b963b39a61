import { InputError } from '@rectified/errors';
import type { NormalizedBranch as Normalized, RectifiedConv2dOptions } from '@rectified/kernels';
import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { describeNative } from './describe-native.js';
import { near, normals, rectified, type Shape4, sizeOf } from './reference.js';
import { expectSameBits } from './same-bits.js';
import {
  batchNormRectified,
  normalizedConv2dBranches,
  type Rectifier,
  rectifiedConv2d,
  rectifiedConv2dBranches,
  type WithRectifier,
} from './with-rectifiers.js';

type NormalizedBranch = WithRectifier<Normalized>;

const data = (tensor: tf.Tensor) => tensor.dataSync();
const leaky: Rectifier = { kind: 'fixed', slope: 0.2 };

interface Geometry {
  readonly x: Shape4;
  readonly window: readonly [number, number];
  readonly strides: number;
  readonly pad: NonNullable<RectifiedConv2dOptions['pad']>;
}

const geometries: [string, Geometry][] = [
  ['3 x 3', { x: [2, 7, 6, 5], window: [3, 3], strides: 1, pad: 'same' }],
  ['3 x 3 of many channels', { x: [3, 4, 5, 150], window: [3, 3], strides: 1, pad: 'same' }],
  ['whole vectors, stride 2', { x: [2, 9, 8, 64], window: [3, 3], strides: 2, pad: 'same' }],
  ['zeros on either side, stride 2', { x: [2, 8, 8, 17], window: [3, 3], strides: 2, pad: [1, 1, 1, 1] }],
  ['other zeros on every side', { x: [1, 5, 6, 3], window: [2, 3], strides: 1, pad: [1, 0, 2, 3] }],
  ['1 x 1', { x: [1, 3, 3, 16], window: [1, 1], strides: 1, pad: 'valid' }],
  ['stride 3, larger than the window', { x: [2, 10, 10, 4], window: [2, 2], strides: 3, pad: 'valid' }],
  ['a window of the size of the image', { x: [40, 3, 5, 8], window: [3, 5], strides: 1, pad: 'valid' }],
  ['a window larger than the image', { x: [2, 2, 2, 8], window: [5, 5], strides: 1, pad: 'same' }],
];

/** Images, a filter of every channel as our operations take it, and a bias. */
function numbersOf({ x: shape, window }: Geometry) {
  const channels = shape[3];
  return {
    x: tf.tensor4d(normals(sizeOf(shape), 1), shape),
    filter: tf.tensor4d(normals(sizeOf(window) * channels, 2), [...window, 1, channels]),
    bias: tf.tensor1d(normals(channels, 3)),
  };
}

/** Calls `f(index in x, index in filter, index in output)` for every product, of as many outputs as there are. */
function products(
  { x, window, strides, pad }: Geometry,
  out: Shape4,
  f: (x: number, filter: number, out: number) => void,
): void {
  const [, height, width, channels] = x;
  const zeros = [height, width].map((size, axis) =>
    Math.max((out[axis + 1]! - 1) * strides + window[axis]! - size, 0),
  );
  const [above, left] =
    typeof pad === 'string'
      ? zeros.map((all) => (pad === 'same' ? Math.floor(all / 2) : 0))
      : [pad[0], pad[2]];
  for (let o = 0; o < sizeOf(out); o++) {
    const c = o % channels;
    const [column, row] = [Math.floor(o / channels) % out[2], Math.floor(o / channels / out[2]) % out[1]];
    const image = Math.floor(o / channels / out[2] / out[1]);
    for (let tap = 0; tap < sizeOf(window); tap++) {
      const v = row * strides - above! + Math.floor(tap / window[1]);
      const u = column * strides - left! + (tap % window[1]);
      if (v < 0 || v >= height || u < 0 || u >= width) continue;
      f(((image * height + v) * width + u) * channels + c, tap * channels + c, o);
    }
  }
}

describeNative('a depthwise convolution', () => {
  const run =
    ({ strides, pad }: Geometry, rectifier: Rectifier) =>
    (x: tf.Tensor, filter: tf.Tensor, bias: tf.Tensor) =>
      rectifiedConv2d(x as tf.Tensor4D, filter as tf.Tensor4D, bias as tf.Tensor1D, rectifier, {
        ...{ strides, pad },
        depthwise: true,
      });

  it.each(geometries)('agrees with double precision: %s', (_, geometry) => {
    tf.tidy(() => {
      const { x, filter, bias } = numbersOf(geometry);
      const [pixels, weights, biases] = [data(x), data(filter), data(bias)];
      const { shape, size } = run(geometry, leaky)(x, filter, bias);
      const z = Float64Array.from({ length: size }, (_, o) => biases[o % biases.length]!);
      products(geometry, shape, (i, w, o) => {
        z[o]! += pixels[i]! * weights[w]!;
      });
      const dy = normals(size, 4).map((g, o) => (Math.abs(z[o]!) < 1e-3 ? 0 : g));
      const dz = z.map((value, o) => dy[o]! * (value > 0 ? 1 : 0.2));
      const [dx, dfilter, dbias] = [x, filter, bias].map((tensor) => new Float64Array(tensor.size));
      products(geometry, shape, (i, w, o) => {
        dx![i]! += dz[o]! * weights[w]!;
        dfilter![w]! += dz[o]! * pixels[i]!;
      });
      dz.forEach((gradient, o) => {
        dbias![o % biases.length]! += gradient;
      });
      const f = run(geometry, leaky) as (...inputs: tf.Tensor[]) => tf.Tensor;
      const { value, grads } = tf.valueAndGrads(f)([x, filter, bias], tf.tensor(dy, shape));
      near(
        data(value),
        z.map((value) => rectified(value, 0.2)),
        3e-6,
      );
      for (const [i, exact] of [dx!, dfilter!, dbias!].entries()) near(data(grads[i]!), exact, 1e-5);
    });
  });

  it.each(geometries)(
    'with batch normalization gives what both give one after the other: %s',
    (_, geometry) => {
      const channels = geometry.x[3];
      const options = { strides: geometry.strides, pad: geometry.pad, depthwise: true };
      const some = (seed: number) => tf.tensor1d(normals(channels, seed));
      for (const mode of ['averages', 'moving'] as const)
        tf.tidy(() => {
          const { x, filter, bias } = numbersOf(geometry);
          const [gamma, beta] = [some(4), some(5)];
          const statistics = { [mode]: { mean: some(6), variance: tf.abs(some(7)) as tf.Tensor1D } };
          const together = (...[x, filter, bias, gamma, beta]: tf.Tensor[]) => {
            const branch = { filter, bias, gamma, beta, rectifier: leaky, ...statistics };
            return normalizedConv2dBranches(x as tf.Tensor4D, [branch as NormalizedBranch], options)[0]!;
          };
          const apart = (...[x, filter, bias, gamma, beta]: tf.Tensor[]) => {
            const z = run(geometry, { kind: 'none' })(x!, filter!, bias!);
            return batchNormRectified(z, gamma as tf.Tensor1D, beta as tf.Tensor1D, leaky, statistics);
          };
          const inputs = [x, filter, bias, gamma, beta];
          const [got, wanted] = [together(...inputs), apart(...inputs)];
          near(data(got.y), data(wanted.y), 3e-6);
          if (mode === 'averages') expect(data(got.statistics!.variance)).toEqual(data(wanted.variance));
          const dy = tf.tensor(normals(got.y.size, 8), got.y.shape);
          const gradients = [together, apart].map((f) => tf.grads((...given) => f(...given).y)(inputs, dy));
          for (const [i, gradient] of gradients[0]!.entries())
            near(data(gradient), data(gradients[1]![i]!), 1e-5);
        });
    },
  );

  it('takes several branches, and an input in parts', () =>
    tf.tidy(() => {
      const { x, filter, bias } = numbersOf(geometries[1]![1]);
      const other = tf.mul<tf.Tensor4D>(filter, -2);
      const branches = [
        { filter, bias, rectifier: leaky },
        { filter: other, rectifier: leaky },
      ];
      const parts = tf.split<tf.Tensor4D>(x, [64, 86], 3);
      const [one, two] = rectifiedConv2dBranches(parts, branches, { depthwise: true }) as [
        tf.Tensor,
        tf.Tensor,
      ];
      expect(data(one)).toEqual(data(run(geometries[1]![1], leaky)(x, filter, bias)));
      expect(data(two)).toEqual(data(run(geometries[1]![1], leaky)(x, other, tf.zeros([150]))));
    }));

  it('gives NaN for NaN, where the window lies on it, and in that channel alone', () =>
    tf.tidy(() => {
      const x = tf.tensor4d(
        [...normals(18, 1)].map((value, i) => (i === 0 ? Number.NaN : value)),
        [1, 3, 3, 2],
      );
      const y = rectifiedConv2d(
        x,
        tf.ones([3, 3, 1, 2]),
        null,
        { kind: 'fixed', slope: 0 },
        { depthwise: true },
      );
      const [first, second] = tf.unstack(y, 3).map((channel) => [...data(channel)].map(Number.isNaN));
      expect(first).toEqual([true, true, false, true, true, false, false, false, false]);
      expect(second).not.toContain(true);
    }));

  it('gives the same bits with every number of threads', () => {
    expectSameBits(() => {
      const geometry: Geometry = { x: [70, 5, 6, 21], window: [3, 3], strides: 1, pad: 'same' };
      const { x, filter, bias } = numbersOf(geometry);
      const f = run(geometry, leaky) as (...inputs: tf.Tensor[]) => tf.Tensor;
      const { value, grads } = tf.valueAndGrads(f)([x, filter, bias], tf.tensor(normals(x.size, 4), x.shape));
      return [value, ...grads];
    });
  });

  it('refuses what makes no sense, and leaves nothing behind', () => {
    const before = tf.memory().numTensors;
    tf.tidy(() => {
      const { x, filter, bias } = numbersOf(geometries[0]![1]);
      const convolve =
        (filter: tf.Tensor4D, of = bias) =>
        () =>
          rectifiedConv2d(x, filter, of, leaky, { depthwise: true });
      expect(convolve(tf.reshape(filter, [3, 3, 5, 1]))).toThrow(InputError);
      expect(convolve(tf.reshape(filter, [3, 3, 5, 1]))).toThrow(
        /\[height, width, 1, filters\].*\[3,3,5,1\]/,
      );
      expect(convolve(tf.ones([3, 3, 1, 10]))).toThrow(/\[height, width, 1, 5\].*\[3,3,1,10\]/);
      expect(convolve(filter, tf.ones([1]))).toThrow(/bias of a convolution/);
    });
    expect(tf.memory().numTensors).toBe(before);
  });
});
