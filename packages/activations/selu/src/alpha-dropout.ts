import { activation, described, type LayerConfig, layerOf, opOf, uniform } from '@rectified/activation';
import { add, clip, div, mul, neg, select, sqrt, sub } from '@rectified/expression';
import { alpha, scale } from './constants.js';

/** What SELU gives far below 0. */
const dropped = -scale * alpha;

const formula = activation({
  name: 'alpha-dropout',
  title: 'Alpha dropout',
  className: 'RectifiedAlphaDropout',
  paper: {
    title: 'Self-Normalizing Neural Networks',
    authors: ['Klambauer', 'Unterthiner', 'Mayr', 'Hochreiter'],
    year: 2017,
    arxiv: '1706.02515',
  },
  options: {
    /** Probability that an element is dropped, from 0 up to but not including 1. Default 0.1. */
    // Aliases: PyTorch; a bare number.
    rate: { default: 0.1, min: 0, below: 1, aliases: ['p', 'number'] },
  },
  noise: { r: uniform },
  formula: ({ x, r, rate }) => {
    const a = div(1, sqrt(mul(sub(1, rate), add(1, mul(rate, dropped ** 2)))));
    const b = mul(neg(a), mul(dropped, rate));
    // The clip gives `dropped` whatever x is, but NaN for NaN: a network that has diverged is not to be hidden.
    return add(mul(a, select(rate, r, clip(x, dropped, dropped), x)), b);
  },
  inference: ({ x }) => x,
});

/** `rate`, a seed, and the options of every tfjs layer (`name`, `inputShape`, ...). */
export interface AlphaDropoutConfig extends LayerConfig<typeof formula> {}

/**
 * Dropout for SELU networks: an element is not set to 0 but to SELU's lowest value, and then all are scaled and shifted so that
 * mean 0 and variance 1 stay.
 *
 *     training:  y = a x + b  with probability 1 - rate,  else a d + b          d = -1.7580993
 *                a = ((1 - rate) (1 + rate d^2))^(-1/2),  b = -a d rate
 *     inference: y = x
 *
 * Klambauer, Unterthiner, Mayr, Hochreiter: Self-Normalizing Neural Networks (arXiv 1706.02515), "New Dropout Technique". Any
 * shape; a choice for every element, made by `noise` and made again in the backward pass. NaN stays NaN.
 *
 * @example
 * alphaDropout(x, { rate: 0.05, training: true, noise: { seed: 1, stream: 0, step: 0 } });
 */
export const alphaDropout = opOf(formula);

/**
 * {@link alphaDropout} as a layer, random where the model is called with `{ training: true }`. Serialized as
 * `RectifiedAlphaDropout`. Its `noise` is that of all random layers: see `RReLU` of `@rectified/rrelu`.
 *
 * @example
 * model.add(new AlphaDropout({ rate: 0.05, seed: 1 }));
 */
export class AlphaDropout extends layerOf(formula) {}

/** For the tests; it is no activation that one would choose. */
export const alphaDropoutDescription = described(formula, AlphaDropout);
