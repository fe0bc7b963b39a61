import { InputError } from '@rectified/errors';
import * as tf from '@tensorflow/tfjs-core';
import { composedSgdStep, type SgdStep, type SgdStepInputs } from './composed-sgd-step.js';
import { runKernel } from './kernel.js';
import { isFused } from './operations.js';

export interface SgdStepOptions extends SgdStepInputs {
  /** Learning rate of every weight. */
  rates: readonly number[];
  /** L2 weight decay of every weight, as part of the gradient. */
  decays: readonly number[];
}

/**
 * One step of stochastic gradient descent with momentum on all weights of a model, as one operation: cxxnet's update
 * (sgd_updater-inl.hpp:79-85). It has no gradient.
 *
 *     m' = momentum m - rate (clip(g) + decay w)
 *     w' = w + m'
 *
 * The inputs are not changed, since others may hold them; assign the results (`variable.assign` does not copy). NaN in a gradient
 * remains NaN.
 *
 * @example
 * const next = sgdStep({ weights, momenta, gradients, rates: [0.1, 0.2], decays: [1e-4, 0], momentum: 0.9 });
 */
export function sgdStep(options: SgdStepOptions): SgdStep {
  const { weights, momenta, gradients, ...attributes } = options;
  const { rates, decays } = attributes;
  const count = weights.length;
  for (const [name, { length }] of Object.entries({ momenta, gradients, rates, decays }))
    if (length !== count)
      throw new InputError({
        what: `${name} of an SGD step`,
        expected: `${count}, one for each weight`,
        got: `${length}`,
      });
  weights.forEach(({ size }, at) => {
    const sizes = [size, momenta[at]!.size, gradients[at]!.size];
    if (sizes.some((other) => other !== size))
      throw new InputError({
        what: `weight, momentum and gradient number ${at} have different sizes`,
        got: sizes.join(', '),
      });
  });
  if (count === 0) return { weights: [], momenta: [] };
  if (!isFused('sgdStep')) return tf.tidy(() => composed(options));
  const results = runKernel('RectifiedSgd', [...weights, ...momenta, ...gradients], attributes);
  return { weights: results.slice(0, count), momenta: results.slice(count) };
}

function composed({ rates, decays, ...given }: SgdStepOptions) {
  const scalars = new Map<number, tf.Scalar>();
  const scalar = (value: number) => {
    const made = scalars.get(value) ?? tf.scalar(value);
    scalars.set(value, made);
    return made;
  };
  const paces = rates.map((rate, i) => {
    const shrink = rate * decays[i]!;
    return { rate: scalar(rate), shrink: shrink > 0 ? scalar(shrink) : undefined };
  });
  return composedSgdStep(given, paces);
}
