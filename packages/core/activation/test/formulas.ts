import {
  activation,
  add,
  choice,
  clip,
  cos,
  div,
  type Expression,
  erf,
  exp,
  expm1,
  lerp,
  max,
  mul,
  neg,
  select,
  sigmoid,
  softplus,
  square,
  sub,
  tanh,
  uniform,
} from '../src/index.js';

const paper = { title: 'A test', authors: ['Nobody'], year: 2026 };
const common = (name: string) => ({ name, title: name, className: `Test${name.replaceAll('-', '')}`, paper });

export const mish = activation({ ...common('mish'), formula: ({ x }) => mul(x, tanh(softplus(x))) });

export const silu = activation({ ...common('silu'), formula: ({ x }) => mul(x, sigmoid(x)) });

export const swish = activation({
  ...common('swish'),
  options: { initialBeta: { default: 1 } },
  parameters: { beta: { initial: ({ initialBeta }) => initialBeta, decayFactor: 0 } },
  formula: ({ x, beta }) => mul(x, sigmoid(mul(beta, x))),
});

export const gelu = activation({
  ...common('gelu'),
  options: { form: choice('erf', 'tanh') },
  formula: ({ x, form }) => {
    const cubic = mul(Math.sqrt(2 / Math.PI), add(x, mul(0.044715, mul(x, square(x)))));
    return mul(mul(0.5, x), add(1, form === 'erf' ? erf(mul(Math.SQRT1_2, x)) : tanh(cubic)));
  },
  variants: { tanh: { title: 'gelu by tanh', config: { form: 'tanh' } } },
});

/** arXiv 2003.09855. */
export const tanhExp = activation({ ...common('tanh-exp'), formula: ({ x }) => mul(x, tanh(exp(x))) });

export const elu = activation({
  ...common('elu'),
  options: { negativeScale: { default: 1, min: 0 } },
  formula: ({ x, negativeScale }) => select(x, 0, x, mul(negativeScale, expm1(x))),
});

export const gcu = activation({ ...common('gcu'), formula: ({ x }) => mul(x, cos(x)) });

const smeluOf = ({ x, halfWidth: b }: { x: Expression; halfWidth: Expression }) =>
  add(div(square(clip(add(x, b), 0, mul(2, b))), mul(4, b)), max(sub(x, b), 0));

export const smelu = activation({
  ...common('smelu'),
  options: { halfWidth: { default: 1, above: 0 } },
  formula: smeluOf,
  derivative: ({ x, halfWidth: b }) => clip(div(add(x, b), mul(2, b)), 0, 1),
});

/** As above, but its derivative at 1 is that of neither side: 0 between 1 and 1. */
export const branchFreeSmelu = activation({
  ...common('branch-free-smelu'),
  options: { halfWidth: { default: 1, above: 0 } },
  formula: smeluOf,
});

/** Its derivative is not that of its value, on purpose. */
export const helu = activation({
  ...common('helu'),
  options: { gradientThreshold: { default: 0.05, min: 0 } },
  formula: ({ x }) => max(x, 0),
  derivative: ({ x, gradientThreshold }) => select(x, neg(gradientThreshold), 1, 0),
});

export const hardSwish = activation({
  ...common('hard-swish'),
  formula: ({ x }) => mul(x, div(clip(add(x, 3), 0, 6), 6)),
});

const smoothLeaky = (x: Expression, slope: Expression, steepness: Expression) =>
  mul(x, add(slope, mul(sub(1, slope), sigmoid(mul(steepness, x)))));

/** Noise in something that is no rectifier, and a parameter that all channels share. */
export const randomizedSmoothLeaky = activation({
  ...common('randomized-smooth-leaky'),
  options: { lowerSlope: { default: 0.125, min: 0, max: 1 }, upperSlope: { default: 0.333, min: 0, max: 1 } },
  parameters: { steepness: { initial: 5 / 3, per: 'layer', clip: [0.5, 4], rateFactor: 2 } },
  noise: { r: uniform },
  formula: ({ x, r, lowerSlope, upperSlope, steepness }) =>
    smoothLeaky(x, lerp(lowerSlope, upperSlope, r), steepness),
  inference: ({ x, lowerSlope, upperSlope, steepness }) =>
    smoothLeaky(x, div(add(lowerSlope, upperSlope), 2), steepness),
});
