import type { UnaryOperation } from './expression.js';
import {
  abs,
  cos,
  erf,
  erfc,
  erfcx,
  exp,
  expm1,
  log,
  log1p,
  sigmoid,
  sin,
  softplus,
  sqrt,
  tanh,
} from './functions.js';
import { neg } from './neg.js';

/** All functions by name. An object, since bundlers keep everything in a module's namespace, used or not. */
export const functionsByName = {
  abs,
  cos,
  erf,
  erfc,
  erfcx,
  exp,
  expm1,
  log,
  log1p,
  neg,
  sigmoid,
  sin,
  softplus,
  sqrt,
  tanh,
} satisfies Record<UnaryOperation, unknown>;
