import { activation, described, type LayerConfig, layerOf, opOf } from '@rectified/activation';
import { add, div, mul, neg, select, square, sub } from '@rectified/expression';

const formula = activation({
  name: 'rescu',
  title: 'RESCU',
  className: 'RectifiedRESCU',
  paper: {
    title: 'Smooth Activations and Reproducibility in Deep Networks',
    authors: ['Shamir', 'Lin', 'Coviello'],
    year: 2020,
    arxiv: '2010.09931',
  },
  options: {
    /** `g-`: the slope below -a. Default 0.01. */
    lowerSlope: { default: 0.01, tex: 'g_-', aliases: ['g_minus'] },
    /** `g+`: the slope above b. Default 1. */
    upperSlope: { default: 1, tex: 'g_+', aliases: ['g_plus'] },
    /** `a`, at least 0: it starts to bend at -a. Default 0.1. */
    lowerWidth: { default: 0.1, min: 0, tex: 'a', aliases: ['alpha'] },
    /** `b`, at least 0: it stops bending at b. Default 0.1. */
    upperWidth: { default: 0.1, min: 0, tex: 'b', aliases: ['beta'] },
    /** `t + a g-`: the value at which the lower line would pass 0. Default 0. */
    offset: { default: 0, tex: 'c' },
  },
  foreignOptions: { t: 'offset is t + lowerWidth * lowerSlope' },
  formula: ({ x, lowerSlope, upperSlope, lowerWidth: a, upperWidth: b, offset }) => {
    const rise = sub(upperSlope, lowerSlope);
    const lower = mul(lowerSlope, x);
    const bent = add(lower, mul(rise, div(square(add(x, a)), mul(2, add(a, b)))));
    const upper = add(mul(upperSlope, x), mul(rise, div(sub(a, b), 2)));
    return add(offset, select(x, b, upper, select(x, neg(a), bent, lower)));
  },
});

/** Slopes, joints and offset, and the options of every tfjs layer (`name`, `inputShape`, ...). */
export interface RESCUConfig extends LayerConfig<typeof formula> {}

/**
 * The generalized SmeLU, element by element: two lines of any slopes and a parabola between them.
 *
 *     y = c + g- x  for x <= -a,    c + g+ x + (g+ - g-) (a - b) / 2  for x >= b,
 *         c + g- x + (g+ - g-) (x + a)^2 / (2 (a + b))  between          dy/dx = g-, g+, g- + (g+ - g-) (x + a) / (a + b)
 *
 * Shamir, Lin, Coviello: Smooth Activations and Reproducibility in Deep Networks (arXiv 2010.09931), equation 11 with its t = c - a g-.
 * The paper's class of rectified smooth continuous units (RESCU) allows any continuous derivative that rises from g- to g+
 * between -a and b; this is the one whose derivative rises linearly. SmeLU is g- = 0, g+ = 1, a = b. Any shape; float32,
 * other types are cast. The same in training and inference. NaN stays NaN; infinities follow the lines.
 *
 * @example
 * rescu([-2, 0, 2]); // [-0.02, 0.02475, 2]
 */
export const rescu = opOf(formula);

/**
 * The generalized SmeLU as a layer: {@link rescu}. Serialized as `RectifiedRESCU`.
 *
 * @example
 * model.add(new RESCU({ lowerSlope: 0.1, lowerWidth: 1, upperWidth: 1 }));
 */
export class RESCU extends layerOf(formula) {}

/** The generalized SmeLU as `rectified` and `@rectified/activations` know it. */
export const description = described(formula, RESCU);
