import {
  add,
  clip,
  cos,
  div,
  type Expression,
  erf,
  expm1,
  mul,
  select,
  sigmoid,
  softplus,
  sqrt,
  square,
  tanh,
  x,
} from '../src/index.js';

/** Formulas as their papers write them, under the names of golden.json. */
export const formulas: Readonly<Record<string, Expression>> = {
  silu: mul(x, sigmoid(x)),
  gelu: mul(x, div(add(1, erf(div(x, sqrt(2)))), 2)),
  'gelu-tanh': mul(
    div(x, 2),
    add(1, tanh(mul(Math.sqrt(2 / Math.PI), add(x, mul(0.044715, mul(x, square(x))))))),
  ),
  mish: mul(x, tanh(softplus(x))),
  gcu: mul(x, cos(x)),
  elu: select(x, 0, x, expm1(x)),
  softplus: softplus(x),
  'hard-swish': mul(x, div(clip(add(x, 3), 0, 6), 6)),
};
