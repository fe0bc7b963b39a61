import { closeTo } from '@rectified/testing';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
// Registers the gradients of tfjs's ops.
import '@tensorflow/tfjs-layers';
import { loadBackends } from '@rectified/backend';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';

beforeAll(async () => {
  expect(await loadBackends()).toEqual(expect.arrayContaining(['wasm', 'cpu']));
});

type Shape = [number, number, number, number];
type Pads = [number, number, number, number];

interface Convolution {
  x: Shape;
  filter: Shape;
  strides: [number, number];
  pad: 'same' | 'valid' | Pads;
}

const size = (max: number) => fc.integer({ min: 1, max });

const convolution: fc.Arbitrary<Convolution> = fc
  .record({
    image: fc.tuple(size(3), size(9), size(9)),
    kernel: fc.tuple(size(5), size(5)),
    channels: fc.tuple(size(5), size(5)),
    strides: fc.tuple(size(3), size(3)),
    pad: fc.oneof(
      fc.constantFrom('same' as const, 'valid' as const),
      // Wider than some kernels: what a forward convolution cannot do.
      fc.tuple(fc.nat(3), fc.nat(3), fc.nat(3), fc.nat(3)),
    ),
  })
  .map(
    ({ image, kernel, channels, strides, pad }): Convolution => ({
      x: [...image, channels[0]],
      filter: [...kernel, ...channels],
      strides,
      pad,
    }),
  )
  .filter(({ x, filter, pad }) => {
    const [top, bottom, left, right] = typeof pad === 'string' ? [0, 0, 0, 0] : pad;
    return pad === 'same' || (x[1] + top + bottom >= filter[0] && x[2] + left + right >= filter[1]);
  });

/** Numbers that look random, the same for every backend. */
function numbers(shape: number[], seed: number): tf.Tensor4D {
  const values = Float32Array.from(
    { length: tf.util.sizeFromShape(shape) },
    (_, i) => Math.sin(12.9898 * i + seed) * 2,
  );
  return tf.tensor(values, shape as Shape);
}

function convolve(x: tf.Tensor, filter: tf.Tensor, { strides, pad }: Convolution): tf.Tensor {
  const [top, bottom, left, right] = pad as Pads;
  const padding =
    typeof pad === 'string'
      ? pad
      : ([
          [0, 0],
          [top, bottom],
          [left, right],
          [0, 0],
        ] as const);
  return tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, strides, padding as 'same');
}

/** `sum(weights * conv(x, filter))`, for fixed weights. */
function loss(c: Convolution): (x: tf.Tensor, filter: tf.Tensor) => tf.Scalar {
  return (x, filter) => {
    const y = convolve(x, filter, c);
    return tf.sum(tf.mul(y, numbers(y.shape, 3)));
  };
}

/** Both gradients of the loss, on one backend; fails if any memory is left over. */
async function gradients(
  backend: string,
  c: Convolution,
): Promise<{ dx: Float32Array; dFilter: Float32Array }> {
  await tf.setBackend(backend);
  // Data that only the backend knows counts as well as the engine's tensors.
  const used = () => ({ tensors: tf.memory().numTensors, data: tf.backend().numDataIds() });
  const before = used();
  const [dx, dFilter] = tf.tidy(() => {
    const result = tf.grads(loss(c))([numbers(c.x, 1), numbers(c.filter, 2)]);
    return result.map((gradient) => gradient.dataSync() as Float32Array);
  });
  expect(used()).toEqual(before);
  return { dx: dx!, dFilter: dFilter! };
}

describe('the gradients of a convolution on wasm', () => {
  const agree = async (c: Convolution) => {
    const wasm = await gradients('wasm', c);
    const cpu = await gradients('cpu', c);
    closeTo(wasm.dx, cpu.dx, { absolute: 1e-4, relative: 1e-4 });
    // A filter's gradient sums over all pixels; its error grows with their number.
    const absolute = 1e-5 * Math.sqrt(c.x[0] * c.x[1] * c.x[2]) + 1e-4;
    closeTo(wasm.dFilter, cpu.dFilter, { absolute, relative: 1e-4 });
  };

  it('agree with the cpu backend for any shape, stride and padding, and leave nothing over', async () => {
    await fc.assert(fc.asyncProperty(convolution, agree), { numRuns: 200 });
  });

  it.each<Convolution>([
    // The same where one matrix product does not hold all columns (2,048 of them), whole or with a rest.
    { x: [32, 16, 16, 3], filter: [1, 1, 3, 2], strides: [1, 1], pad: 'same' },
    { x: [16, 19, 16, 2], filter: [5, 5, 2, 3], strides: [1, 1], pad: 'same' },
    { x: [8, 31, 33, 2], filter: [3, 3, 2, 2], strides: [2, 2], pad: 'valid' },
    // One tap, as many pixels out as in, and yet not these pixels: the window sees the padding.
    { x: [1, 1, 1, 1], filter: [1, 1, 1, 1], strides: [2, 1], pad: [1, 0, 0, 0] },
    { x: [2, 2, 1500, 1], filter: [1, 3, 1, 1], strides: [1, 1], pad: 'same' },
  ])('agree for $x with $filter', agree);

  it('agree with finite differences', async () => {
    await fc.assert(
      fc.asyncProperty(convolution, async (c) => {
        const { dx, dFilter } = await gradients('wasm', c);
        tf.tidy(() => {
          const [x, filter] = [numbers(c.x, 1), numbers(c.filter, 2)];
          const f = loss(c);
          const slope = (plus: tf.Scalar, minus: tf.Scalar) => tf.div(tf.sub(plus, minus), 2).dataSync();
          // The loss is linear in each of them: a central difference is exact, whatever the step.
          const [stepX, stepFilter] = [numbers(c.x, 4), numbers(c.filter, 5)];
          const along = (gradient: Float32Array, step: tf.Tensor) =>
            tf.sum(tf.mul(gradient, tf.reshape(step, [-1]))).dataSync();
          const tolerance = { absolute: 0.02, relative: 1e-3 };
          closeTo(
            slope(f(tf.add(x, stepX), filter), f(tf.sub(x, stepX), filter)),
            along(dx, stepX),
            tolerance,
          );
          closeTo(
            slope(f(x, tf.add(filter, stepFilter)), f(x, tf.sub(filter, stepFilter))),
            along(dFilter, stepFilter),
            tolerance,
          );
        });
      }),
      { numRuns: 50 },
    );
  });

  it('refuse NCHW, as the forward convolution does', async () => {
    await tf.setBackend('wasm');
    const filter = tf.ones([1, 1, 1, 1]);
    const x = tf.ones([1, 1, 2, 2]);
    const attrs = {
      filterShape: [1, 1, 1, 1],
      inputShape: [1, 1, 2, 2],
      strides: 1,
      pad: 'same',
      dataFormat: 'NCHW',
    };
    for (const name of [tf.Conv2DBackpropFilter, tf.Conv2DBackpropInput]) {
      const { kernelFunc } = tf.getKernel(name, 'wasm');
      expect(() => kernelFunc({ inputs: { x, dy: x, filter }, attrs, backend: tf.backend() })).toThrow(
        'got NCHW',
      );
    }
    tf.dispose([filter, x]);
  });
});

describe('a convolution on wasm', () => {
  it('pads as on the cpu backend, also with strides wider than the kernel', async () => {
    await fc.assert(
      fc.asyncProperty(convolution, async (c) => {
        const results = [];
        for (const backend of ['wasm', 'cpu']) {
          await tf.setBackend(backend);
          const both = tf.tidy(() => {
            const [x, filter] = [numbers(c.x, 1), numbers(c.filter, 2)];
            if (typeof c.pad !== 'string') return [convolve(x, filter, c)];
            const fused = tf.fused.conv2d({ x, filter, strides: c.strides, pad: c.pad, activation: 'relu' });
            return [convolve(x, filter, c), fused];
          });
          results.push(both.map((y) => y.dataSync()));
          tf.dispose(both);
        }
        const [wasm, cpu] = results;
        for (const [i, y] of wasm!.entries()) closeTo(y, cpu![i]!, { absolute: 1e-4, relative: 1e-4 });
      }),
      { numRuns: 200 },
    );
  });
});

describe('pooling on wasm', () => {
  const pool = fc.record({
    x: fc.tuple(size(3), size(9), size(9), size(4)),
    window: fc.tuple(size(4), size(4)),
    strides: fc.tuple(size(3), size(3)),
    pad: fc.constantFrom('same' as const, 'valid' as const),
    // All negative, mixed, and with many ties.
    values: fc.constantFrom(
      (x: tf.Tensor) => tf.sub(x, 3),
      (x: tf.Tensor) => x,
      (x: tf.Tensor) => tf.relu(tf.floor(x)),
    ),
  });

  it.each([
    ['maxPool', tf.maxPool],
    ['avgPool', tf.avgPool],
  ] as const)('%s has the gradient that it has on the cpu backend', async (_, poolOf) => {
    await fc.assert(
      fc.asyncProperty(pool, async ({ x, window, strides, pad, values }) => {
        fc.pre(pad === 'same' || (x[1] >= window[0] && x[2] >= window[1]));
        const results: Float32Array[] = [];
        for (const backend of ['wasm', 'cpu']) {
          await tf.setBackend(backend);
          const before = tf.backend().numDataIds();
          const f = (input: tf.Tensor) => {
            const y = poolOf(input as tf.Tensor4D, window, strides, pad);
            return tf.sum(tf.mul(y, numbers(y.shape, 3)));
          };
          results.push(
            tf.tidy(
              () =>
                tf
                  .grad(f)(values(numbers(x, 1)))
                  .dataSync() as Float32Array,
            ),
          );
          expect(tf.backend().numDataIds()).toBe(before);
        }
        closeTo(results[0]!, results[1]!, { absolute: 1e-4 });
      }),
      { numRuns: 100 },
    );
  });
});

describe('a clone on wasm', () => {
  it('shares its memory with the original, and outlives it', async () => {
    await tf.setBackend('wasm');
    const backend = tf.backend() as BackendWasm;
    const original = tf.tensor1d([1, 2, 3]);
    const clone = tf.clone(original);
    expect(clone.dataId).toBe(original.dataId);
    const before = backend.numDataIds();
    original.dispose();
    expect(await clone.data()).toEqual(Float32Array.of(1, 2, 3));
    clone.dispose();
    expect(backend.numDataIds()).toBe(before - 1);
  });

  it('moves to another backend with its values', async () => {
    await tf.setBackend('wasm');
    const original = tf.tensor1d([1, 2, 3]);
    const clone = tf.clone(original);
    await tf.setBackend('cpu');
    expect(await tf.add(clone, original).data()).toEqual(Float32Array.of(2, 4, 6));
    tf.dispose([original, clone]);
  });
});

// Every op that a net with rectifiers, pooling, dropout and softmax needs in training; their gradients are tfjs's own.
describe('a small net like NIN on wasm', () => {
  const shapes: [name: string, shape: number[]][] = [
    ['conv1', [5, 5, 3, 4]],
    ['conv2', [1, 1, 4, 6]],
    ['conv3', [3, 3, 6, 6]],
    ['conv4', [1, 1, 6, 4]],
    ['bias', [6]],
    ['slope', [6]],
  ];

  /** Losses and final weights of some steps of gradient descent. */
  async function train(backend: string, steps: number) {
    await tf.setBackend(backend);
    const weights = shapes.map(([name, shape], i) =>
      tf.variable(tf.mul(numbers(shape, i), 0.15), true, `${backend}/${name}/${steps}`),
    );
    const [conv1, conv2, conv3, conv4, bias, slope] = weights as [
      tf.Variable,
      ...tf.Variable[],
    ] as tf.Tensor4D[];
    const x = numbers([4, 12, 12, 3], 7);
    const mask = tf.cast(tf.greater(numbers([4, 6, 6, 6], 8), 0), 'float32');
    const labels = tf.oneHot(tf.tensor1d([0, 1, 2, 3], 'int32'), 4);
    const model = () => {
      let y: tf.Tensor4D = tf.relu(tf.conv2d(x, conv1!, 1, 'same'));
      y = tf.prelu(tf.add(tf.conv2d(y, conv2!, 1, 'same'), bias!), slope!);
      y = tf.mul(tf.maxPool(y, 3, 2, 'same'), tf.mul(mask, 2));
      y = tf.leakyRelu(tf.conv2d(y, conv3!, 1, 'same'), 1 / 5.5);
      y = tf.avgPool(
        tf.pad(y, [
          [0, 0],
          [0, 1],
          [0, 1],
          [0, 0],
        ]),
        3,
        2,
        'valid',
      );
      const logits = tf.mean(tf.elu(tf.conv2d(y, conv4!, 1, 'same')), [1, 2]);
      return tf.neg(tf.mean(tf.sum(tf.mul(tf.logSoftmax(logits), labels), -1))) as tf.Scalar;
    };
    const losses: number[] = [];
    let memory = 0;
    for (let step = 0; step < steps; step++) {
      tf.tidy(() => {
        const { value, grads } = tf.variableGrads(model, weights);
        for (const weight of weights) weight.assign(tf.sub(weight, tf.mul(grads[weight.name]!, 0.1)));
        losses.push(value.dataSync()[0]!);
      });
      if (step === 0) memory = tf.memory().numTensors;
    }
    expect(tf.memory().numTensors).toBe(memory);
    const values = weights.map((weight) => weight.dataSync() as Float32Array);
    tf.dispose([...weights, x, mask, labels]);
    return { losses, values };
  }

  it('trains as on the cpu backend', async () => {
    const wasm = await train('wasm', 4);
    const cpu = await train('cpu', 4);
    closeTo(wasm.losses, cpu.losses, { absolute: 1e-4 });
    for (const [i, values] of wasm.values.entries())
      closeTo(values, cpu.values[i]!, { absolute: 1e-4, relative: 1e-3 });
    expect(wasm.losses.at(-1)).toBeLessThan(wasm.losses[0]!);
  });

  it('does not grow the heap with the number of steps', async () => {
    const heap = () => (tf.backend() as BackendWasm).typedArrayFromHeap(tf.scalar(0)).buffer.byteLength;
    await train('wasm', 5);
    const before = heap();
    await train('wasm', 40);
    expect(heap()).toBe(before);
  });
});
