import { sgdStep } from '@rectified/kernels';
import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { describeNative } from './describe-native.js';
import { near, normals } from './reference.js';

describeNative('sgdStep', () => {
  const sizes = [1, 7, 16, 33, 40_001];
  const [rates, decays, momentum] = [sizes.map((_, i) => 0.1 * (i + 1)), sizes.map((_, i) => 0.01 * i), 0.9];
  const numbers = (seed: number) => sizes.map((size, i) => normals(size, seed + i));

  it.each([{}, { value: 0.5 }, { norm: 3 }, { value: 0.5, norm: 3 }, { norm: 1e9 }])(
    'is the update of cxxnet, clip %j',
    (clip) => {
      const [w, m, g] = [numbers(1), numbers(11), numbers(21)];
      const { value = Infinity, norm = Infinity } = clip as { value?: number; norm?: number };
      const limited = g.map((array) => Float64Array.from(array, (g) => Math.min(value, Math.max(-value, g))));
      const length = Math.sqrt(limited.reduce((sum, array) => sum + array.reduce((a, b) => a + b * b, 0), 0));
      const scale = Math.min(1, norm / length);
      tf.tidy(() => {
        const tensors = (arrays: Float32Array[]) => arrays.map((array) => tf.tensor1d(array));
        const [weights, momenta, gradients] = [tensors(w), tensors(m), tensors(g)];
        const next = sgdStep({ weights, momenta, gradients, rates, decays, momentum, clip });
        sizes.forEach((_, k) => {
          const newM = limited[k]!.map(
            (g, i) => momentum * m[k]![i]! - rates[k]! * (scale * g + decays[k]! * w[k]![i]!),
          );
          near(next.momenta[k]!.dataSync(), newM, 1e-6);
          near(
            next.weights[k]!.dataSync(),
            newM.map((m, i) => w[k]![i]! + m),
            1e-6,
          );
          // What went in is as it was.
          expect(weights[k]!.dataSync()).toEqual(w[k]);
          expect(momenta[k]!.dataSync()).toEqual(m[k]);
        });
      });
    },
  );

  it('keeps NaN, and shapes', () => {
    tf.tidy(() => {
      const [w, m, g] = [tf.ones([2, 3]), tf.zeros([2, 3]), tf.fill([2, 3], Number.NaN)];
      const next = sgdStep({
        weights: [w],
        momenta: [m],
        gradients: [g],
        rates: [1],
        decays: [0],
        momentum: 0,
        clip: { value: 1 },
      });
      expect(next.weights[0]!.shape).toEqual([2, 3]);
      expect([...next.weights[0]!.dataSync()]).toEqual(Array(6).fill(Number.NaN));
      expect(
        sgdStep({ weights: [], momenta: [], gradients: [], rates: [], decays: [], momentum: 0 }),
      ).toEqual({ weights: [], momenta: [] });
    });
  });

  it('refuses lists of different lengths and tensors of different sizes', () => {
    tf.tidy(() => {
      const one = {
        momenta: [tf.ones([2])],
        gradients: [tf.ones([2])],
        rates: [1],
        decays: [0],
        momentum: 0,
      };
      expect(() => sgdStep({ ...one, weights: [tf.ones([2]), tf.ones([2])] })).toThrow(
        /momenta of an SGD step.*2.*1/,
      );
      expect(() => sgdStep({ ...one, weights: [tf.ones([3])] })).toThrow(/number 0 have different sizes/);
    });
  });
});
