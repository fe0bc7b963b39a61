import { chooseBackend } from '@rectified/backend';
import { uniform } from '@rectified/random';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-layers'; // the gradients of tfjs's operations
import { beforeAll, expect, it } from 'vitest';
import { compileSteps } from '../src/index.js';

beforeAll(() => chooseBackend({ backend: 'tfjs-node', kernels: 'plain' }));

const shapes = { x: [2, 5, 5, 16], filter: [3, 3, 16, 4], weights: [100, 3] };
const inputs = Object.fromEntries(
  Object.entries(shapes).map(([name, shape], stream) => [
    name,
    uniform(tf.util.sizeFromShape(shape), { seed: 1, stream, step: 0 }).map((u) => u - 0.5),
  ]),
);

/** A convolution, a product, a sum of float32, and what they have for gradients. */
function computed(given: Record<string, tf.Tensor>): Record<string, tf.Tensor> {
  const of = (x: tf.Tensor, filter: tf.Tensor, weights: tf.Tensor) => {
    const y = tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, 1, 'same');
    return tf.matMul(tf.reshape(y, [2, 100]), weights as tf.Tensor2D);
  };
  const all = [given.x!, given.filter!, given.weights!] as const;
  const [dx, dfilter, dweights] = tf.grads(of as (...tensors: tf.Tensor[]) => tf.Tensor)([...all]);
  return { y: of(...all), dx: dx!, dfilter: dfilter!, dweights: dweights!, x: tf.mul(given.x!, 1.001) };
}

function compiled(products: 'float32' | 'bfloat16', xla: boolean) {
  const steps = compileSteps({
    ...{ products, xla, variables: {} },
    functions: {
      of: {
        inputs: Object.fromEntries(
          Object.entries(shapes).map(([name, shape]) => [name, { type: 'float32', shape }] as const),
        ),
        most: 1,
        compute: computed,
      },
    },
  });
  const results = steps.call('of', { count: 1, step: 0, inputs }) as Record<string, Float32Array>;
  steps.dispose();
  return results;
}

it.each([false, true])(
  'are right within the rounding of bfloat16, and nothing else is rounded, XLA: %s',
  (xla) => {
    const [exact, rounded] = [compiled('float32', xla), compiled('bfloat16', xla)];
    for (const name of ['y', 'dx', 'dfilter', 'dweights']) {
      const scale = exact[name]!.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      const worst = exact[name]!.reduce(
        (most, value, at) => Math.max(most, Math.abs(value - rounded[name]![at]!)),
        0,
      );
      // 8 bits: 2^-9 for each of the inputs, at most, and of the result, of two products behind each other.
      expect(worst / scale, name).toBeLessThan(2 ** -6);
      expect(worst / scale, name).toBeGreaterThan(2 ** -14);
    }
    expect(rounded.x).toEqual(exact.x);
  },
);
