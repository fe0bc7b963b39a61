import { activation, choice, described, type LayerConfig, layerOf, opOf } from '@rectified/activation';
import { add, erf, mul, tanh } from '@rectified/expression';

const form = (value: unknown) => {
  if (value === 'tanh' || value === true) return 'form: "tanh"';
  return value === 'none' || value === false ? 'form: "erf"' : undefined;
};

const formula = activation({
  name: 'gelu',
  title: 'GELU',
  className: 'RectifiedGELU',
  paper: {
    title: 'Gaussian Error Linear Units (GELUs)',
    authors: ['Hendrycks', 'Gimpel'],
    year: 2016,
    arxiv: '1606.08415',
  },
  options: {
    /** `erf` (default): the exact normal distribution. `tanh`: the approximation that many models were trained with. */
    form: choice('erf', 'tanh'),
  },
  // PyTorch and JAX, Keras.
  foreignOptions: { approximate: form },
  formula: ({ x, form }) => {
    const gate = form === 'erf' ? erf(mul(Math.SQRT1_2, x)) : tanh(mul(Math.sqrt(2 / Math.PI), cubic(x)));
    return mul(mul(0.5, x), add(1, gate));
  },
  variants: { tanh: { title: 'GELU with tanh', config: { form: 'tanh' } } },
});

/** Multiplied out instead of a power: x^3 of a large x is an infinity, which tanh accepts. */
function cubic(x: Parameters<typeof mul>[1]) {
  return add(x, mul(0.044715, mul(mul(x, x), x)));
}

/** `form`, and the options of every tfjs layer (`name`, `inputShape`, ...). */
export interface GELUConfig extends LayerConfig<typeof formula> {}

/**
 * The Gaussian error linear unit, element by element: x times the probability that a standard normal variable is below x.
 *
 *     y = x P(x),  P(x) = (1 + erf(x / sqrt 2)) / 2          dy/dx = P(x) + x e^(-x^2/2) / sqrt(2 pi)
 *     y = x (1 + tanh(sqrt(2/pi) (x + 0.044715 x^3))) / 2    form: 'tanh', up to 4.7e-4 away
 *
 * Hendrycks, Gimpel: Gaussian Error Linear Units (arXiv 1606.08415), section 2. Any shape; float32, other types are cast.
 * The same in training and inference. At 0 the value is 0 and the gradient 1/2; -Infinity gives 0, its limit; NaN stays NaN.
 *
 * @example
 * gelu([-1, 0, 1]); // [-0.158655, 0, 0.841345]
 */
export const gelu = opOf(formula);

/**
 * GELU as a layer: {@link gelu}. Serialized as `RectifiedGELU`.
 *
 * @example
 * model.add(new GELU({ form: 'tanh' }));
 */
export class GELU extends layerOf(formula) {}

/** GELU as `rectified` and `@rectified/activations` know it. */
export const description = described(formula, GELU);
