import { closeTo } from '@rectified/testing';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-layers';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadBackends } from '../src/index.js';

beforeAll(async () => {
  expect(await loadBackends()).toContain('wasm');
});

/** A convolution: shapes, strides, padding. */
const convolution = fc
  .record({
    images: fc.integer({ min: 1, max: 3 }),
    height: fc.integer({ min: 1, max: 9 }),
    width: fc.integer({ min: 1, max: 9 }),
    inChannels: fc.integer({ min: 1, max: 5 }),
    outChannels: fc.integer({ min: 1, max: 5 }),
    filterHeight: fc.integer({ min: 1, max: 5 }),
    filterWidth: fc.integer({ min: 1, max: 5 }),
    strides: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })),
    pad: fc.oneof(
      fc.constantFrom('same' as const, 'valid' as const),
      fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 4, maxLength: 4 }).map(
        ([top, bottom, left, right]) =>
          [
            [0, 0],
            [top, bottom],
            [left, right],
            [0, 0],
          ] as tf.backend_util.ExplicitPadding,
      ),
    ),
    seed: fc.integer(),
  })
  .filter(({ height, width, filterHeight, filterWidth, pad }) => {
    if (pad === 'same') return true;
    const [, [top, bottom], [left, right]] =
      pad === 'valid' ? [0, [0, 0], [0, 0]] : (pad as [number, number][]);
    return height + top! + bottom! >= filterHeight && width + left! + right! >= filterWidth;
  });
type Convolution = typeof convolution extends fc.Arbitrary<infer T> ? T : never;

/** The loss `sum(conv(x, w) * weights)`, its input, its filter, and both gradients on one backend. */
async function gradients(backend: string, c: Convolution) {
  await tf.setBackend(backend);
  const numbers = (shape: number[], seed: number) => {
    const size = tf.util.sizeFromShape(shape);
    return Float32Array.from({ length: size }, (_, i) => Math.sin((i + 1) * 12.9898 + seed) * 2);
  };
  const xShape: [number, number, number, number] = [c.images, c.height, c.width, c.inChannels];
  const wShape: [number, number, number, number] = [
    c.filterHeight,
    c.filterWidth,
    c.inChannels,
    c.outChannels,
  ];
  const x = tf.tensor(numbers(xShape, c.seed), xShape) as tf.Tensor4D;
  const w = tf.tensor(numbers(wShape, c.seed + 1), wShape) as tf.Tensor4D;
  const loss = (a: tf.Tensor, b: tf.Tensor) => {
    const y = tf.conv2d(a as tf.Tensor4D, b as tf.Tensor4D, c.strides, c.pad as 'same');
    return tf.sum(tf.mul(y, tf.tensor(numbers(y.shape, c.seed + 2), y.shape))) as tf.Scalar;
  };
  const before = { ...tf.memory(), dataIds: tf.backend().numDataIds() };
  const [dx, dw] = tf.grads(loss)([x, w]);
  const result = { dx: dx!.dataSync(), dw: dw!.dataSync(), xShape, wShape };
  expect(dx!.shape).toEqual(xShape);
  expect(dw!.shape).toEqual(wShape);
  tf.dispose([dx!, dw!]);
  // Nothing is left over: neither tensors of the engine nor data that only the backend knows.
  expect(tf.memory().numTensors).toBe(before.numTensors);
  expect(tf.backend().numDataIds()).toBe(before.dataIds);
  return { ...result, x, w, loss };
}

describe('gradients of a convolution on wasm', () => {
  it('agree with the cpu backend for every shape, stride and padding, and leak nothing', async () => {
    await fc.assert(
      fc.asyncProperty(convolution, async (c) => {
        const wasm = await gradients('wasm', c);
        const cpu = await gradients('cpu', c);
        closeTo(wasm.dx, cpu.dx, { absolute: 1e-4, relative: 1e-4 });
        closeTo(wasm.dw, cpu.dw, { absolute: 1e-4, relative: 1e-4 });
        tf.dispose([wasm.x, wasm.w, cpu.x, cpu.w]);
      }),
      { numRuns: 150 },
    );
  });
});
