import { InputError } from '@rectified/errors';
import type { SgdStep, SgdStepOptions } from '@rectified/kernels';
import * as tf from '@tensorflow/tfjs-core';
import { runOperation } from './tensorflow-op.js';

/**
 * One step of stochastic gradient descent with momentum on all weights of a model, as one operation: cxxnet's update
 * (sgd_updater-inl.hpp:79-85).
 *
 *     m' = momentum m - rate (clip(g) + decay w)
 *     w' = w + m'
 *
 * What goes in is not changed, since others may hold it; assign the results (`variable.assign` takes a tensor over
 * without copying it). A NaN of a gradient stays NaN.
 *
 * @example
 * const next = sgdStep({ weights, momenta, gradients, rates: [0.1, 0.2], decays: [1e-4, 0], momentum: 0.9 });
 */
export function sgdStep(options: SgdStepOptions): SgdStep {
  const { weights, momenta, gradients, rates, decays, momentum, clip } = options;
  const n = weights.length;
  const infinity = Number.POSITIVE_INFINITY;
  for (const [name, { length }] of Object.entries({ momenta, gradients, rates, decays }))
    if (length !== n)
      throw new InputError({
        what: `${name} of an SGD step`,
        expected: `${n}, one for each weight`,
        got: `${length}`,
      });
  if (n === 0) return { weights: [], momenta: [] };
  return tf.tidy(() => {
    const settings = tf.tensor2d(
      rates.map((rate, i) => [rate, decays[i]!]),
      [n, 2],
    );
    const results = runOperation(
      'RectifiedSgd',
      {
        n: { int: n },
        momentum: { float: momentum },
        clip: { float: clip?.value ?? infinity },
        norm: { float: clip?.norm ?? infinity },
      },
      [...weights, ...momenta, ...gradients, settings],
      2 * n,
    );
    return { weights: results.slice(0, n), momenta: results.slice(n) };
  });
}
