import { activation, choice, described, type LayerConfig, layerOf, opOf } from '@rectified/activation';
import { mul, sigmoid } from '@rectified/expression';
import type * as tf from '@tensorflow/tfjs-core';

const fixed = (beta: unknown) =>
  typeof beta === 'number' ? `initialBeta: ${beta}, with learned: "nothing" if it is to stay` : undefined;

const formula = activation({
  name: 'swish',
  title: 'Swish',
  className: 'RectifiedSwish',
  paper: {
    title: 'Searching for Activation Functions',
    authors: ['Ramachandran', 'Zoph', 'Le'],
    year: 2017,
    arxiv: '1710.05941',
  },
  options: {
    /** Where beta starts, and stays if nothing is learned. Default 1: SiLU. 0 is x/2, a large one comes near ReLU. */
    initialBeta: { default: 1 },
    /** `beta` (default): one for each channel. `nothing`: it is a constant. */
    learned: choice('beta', 'nothing'),
  },
  // Chainer, tfjs's op; a bare number.
  foreignOptions: { beta_init: fixed, beta: fixed, alpha: fixed, number: fixed },
  parameters: {
    beta: {
      initial: ({ initialBeta }) => initialBeta,
      only: ({ learned }) => learned === 'beta',
      ...{ decayFactor: 0, tex: '\\beta' },
    },
  },
  formula: ({ x, beta, initialBeta, learned }) =>
    mul(x, sigmoid(mul(learned === 'beta' ? beta : initialBeta, x))),
  variants: { silu: { title: 'SiLU (Swish, β = 1)', config: { learned: 'nothing' } } },
});

/** What is learned, where it starts, and the options of every tfjs layer (`name`, `inputShape`, ...). */
export interface SwishConfig extends LayerConfig<typeof formula> {}

const op = opOf(formula);

/**
 * Swish, element by element: x by a sigmoid of itself.
 *
 *     y = x s(beta x),  s(u) = 1 / (1 + e^-u)     dy/dx = s(beta x) (1 + beta x s(-beta x))
 *     dbeta = sum of x^2 s(beta x) s(-beta x) dy over the elements that share it
 *
 * Ramachandran, Zoph, Le: Searching for Activation Functions (arXiv 1710.05941). `beta` has any shape that broadcasts to x's: one
 * per channel (`[channels]`) or one for all (a number). float32, other types are cast. The same in training and inference.
 * At 0 the value is 0 and the gradient 1/2; -Infinity gives 0 for a positive beta, its limit; NaN stays NaN.
 *
 * @example
 * swish([-1, 0, 1], 2); // [-0.119203, 0, 0.880797]
 */
export function swish<T extends tf.Tensor>(
  x: T | tf.TensorLike,
  beta: tf.Tensor | tf.TensorLike,
  ...others: []
): T {
  return op(x, { beta }, ...others);
}

/**
 * The sigmoid linear unit, {@link swish} with a beta of 1.
 *
 * @example
 * silu([-1, 0, 1]); // [-0.268941, 0, 0.731059]
 */
export function silu<T extends tf.Tensor>(x: T | tf.TensorLike, ...others: []): T {
  return op(x, { learned: 'nothing' }, ...others);
}

/**
 * Swish as a layer, one learned beta for each channel (last axis): {@link swish}. Serialized as `RectifiedSwish`. Its weight
 * is called `beta`, has the learning rate of the kernels and no weight decay (`parameterUpdates`), and is not clipped.
 *
 * @example
 * model.add(new Swish());
 * model.add(new Swish({ learned: 'nothing' })); // SiLU
 */
export class Swish extends layerOf(formula) {}

/** Swish as `rectified` and `@rectified/activations` know it. */
export const description = described(formula, Swish);
