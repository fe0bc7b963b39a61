import { loadBackends } from '@rectified/backend';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, describe, expect, it } from 'vitest';
import { seedsOf, uniform } from '../src/index.js';
import { randomUniform } from '../src/tensors/index.js';

const backends = await loadBackends();
const before = tf.getBackend();
afterAll(() => tf.setBackend(before));

const keys = [
  { seed: 0, stream: 0, step: 0 },
  { seed: 1, stream: 2, step: 3 },
  { seed: 0xffffffff, stream: 0xffffffff, step: 0xffffffff },
  // Both seeds of TensorFlow negative: the sign must be extended into the upper half of the counter.
  {
    seed: 1,
    stream: 0,
    step: Array.from({ length: 100 }, (_, step) => step).find((step) =>
      seedsOf({ seed: 1, stream: 0, step }).every((seed) => seed < 0),
    )!,
  },
];
const shapes = [[], [0], [1], [3], [4], [5], [2, 0, 3], [7, 3], [3, 5, 7], [2, 3, 4, 5], [1_000_003]];

// Without TensorFlow its numbers cannot be checked here; the report must say so.
it.skipIf(!backends.includes('tensorflow'))('TensorFlow is among the backends', () => {
  expect(tf.getKernel('RectifiedRandomUniform', 'tensorflow')).toBeDefined();
});

describe.each(backends)('randomUniform on %s', (backend) => {
  it.each(keys)('gives the numbers of uniform for %j, bit for bit', async (key) => {
    await tf.setBackend(backend);
    const tensors = tf.memory().numTensors;
    for (const shape of shapes) {
      const numbers = randomUniform(shape, key);
      expect(numbers.shape).toEqual(shape);
      expect(numbers.dtype).toBe('float32');
      const expected = uniform(tf.util.sizeFromShape(shape), key);
      expect(
        Buffer.compare(Buffer.from(numbers.dataSync().slice().buffer), Buffer.from(expected.buffer)),
      ).toBe(0);
      numbers.dispose();
    }
    expect(tf.memory().numTensors).toBe(tensors);
  });

  it('is freed by tidy and can stand in a gradient', async () => {
    await tf.setBackend(backend);
    const tensors = tf.memory().numTensors;
    tf.tidy(() => {
      const noise = uniform(6, keys[1]!);
      const slope = tf.grad((x) => tf.mul(x, randomUniform([2, 3], keys[1]!)))(tf.ones([2, 3]));
      expect([...slope.dataSync()]).toEqual([...noise]);
    });
    expect(tf.memory().numTensors).toBe(tensors);
  });
});
