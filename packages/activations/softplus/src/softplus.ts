import {
  activation,
  described,
  type LayerConfig,
  layerOf,
  softplus as logOfOnePlusExp,
  opOf,
} from '@rectified/activation';
import { div, mul } from '@rectified/expression';

const formula = activation({
  name: 'softplus',
  title: 'Softplus',
  className: 'RectifiedSoftplus',
  paper: {
    title: 'Incorporating Second-Order Functional Knowledge for Better Option Pricing',
    authors: ['Dugas', 'Bengio', 'Bélisle', 'Nadeau', 'Garcia'],
    year: 2000,
  },
  options: {
    /** `b`, above 0: how sharply it bends; a large one comes near ReLU. Default 1. */
    // Aliases: PyTorch; a bare number.
    sharpness: { default: 1, above: 0, tex: 'b', aliases: ['beta', 'number'] },
  },
  foreignOptions: {
    threshold: 'It needs none: it is computed without overflow, and is never replaced by x',
  },
  formula: ({ x, sharpness }) => div(logOfOnePlusExp(mul(sharpness, x)), sharpness),
});

/** `sharpness`, and the options of every tfjs layer (`name`, `inputShape`, ...). */
export interface SoftplusConfig extends LayerConfig<typeof formula> {}

/**
 * Softplus, element by element: a smooth rectifier that is above 0 everywhere.
 *
 *     y = ln(1 + e^(b x)) / b          dy/dx = 1 / (1 + e^(-b x))
 *
 * Dugas, Bengio, Bélisle, Nadeau, Garcia: Incorporating Second-Order Functional Knowledge for Better Option Pricing (2000). It is
 * computed as max(b x, 0) + ln(1 + e^-|b x|), without overflow. Any shape; float32, other types are cast. The same in training and
 * inference. At 0 the value is ln(2) / b and the gradient 1/2; -Infinity gives 0; NaN stays NaN.
 *
 * @example
 * softplus([-1, 0, 1]); // [0.313262, 0.693147, 1.313262]
 */
export const softplus = opOf(formula);

/**
 * Softplus as a layer: {@link softplus}. Serialized as `RectifiedSoftplus`.
 *
 * @example
 * model.add(new Softplus());
 */
export class Softplus extends layerOf(formula) {}

/** Softplus as `rectified` and `@rectified/activations` know it. */
export const description = described(formula, Softplus);
