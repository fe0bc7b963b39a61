import { loadBackends } from '@rectified/backend';
import { closeTo } from '@rectified/testing';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-layers';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { slopeGradient } from '../src/index.js';

const backends = await loadBackends();
it.skipIf(!backends.includes('tensorflow'))('TensorFlow is among the backends', () => {
  expect(tf.getKernel('RectifiedSlopeGradient', 'tensorflow')).toBeDefined();
});

describe.each(backends)('slopeGradient on %s', (backend) => {
  const float = fc.float({ noNaN: true, min: -100, max: 100 });
  // TensorFlow takes denormal numbers for 0.
  const normal = fc.float().map((y) => (Math.abs(y) < 2 ** -126 ? 0 : y));
  it('is dy where y > 0 and slope dy elsewhere', async () => {
    await tf.setBackend(backend);
    fc.assert(
      fc.property(
        fc.array(fc.tuple(float, normal), { minLength: 1, maxLength: 70 }),
        fc.float({ min: 0, max: 1, noNaN: true }),
        (pairs, slope) => {
          const actual = tf.tidy(() =>
            slopeGradient(
              tf.tensor1d(pairs.map(([dy]) => dy)),
              tf.tensor1d(pairs.map(([, y]) => y)),
              slope,
            ).dataSync(),
          );
          closeTo(
            actual,
            pairs.map(([dy, y]) => (y > 0 ? dy : slope * dy)),
          );
        },
      ),
    );
  });

  it('has a gradient itself by dy, the same again', async () => {
    await tf.setBackend(backend);
    tf.tidy(() => {
      const y = tf.tensor1d([-2, 0, 3]);
      const gradient = tf.grad((dy) => slopeGradient(dy, y, 0.5))(tf.ones([3]), tf.tensor1d([2, 4, 6]));
      expect([...gradient.dataSync()]).toEqual([1, 2, 6]);
    });
  });
});
