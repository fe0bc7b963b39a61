import {
  abs,
  add,
  div,
  erfcx,
  exp,
  expm1,
  log1p,
  max,
  mul,
  neg,
  select,
  square,
  sub,
} from './constructors.js';
import type { Expression } from './expression.js';
import { fold, withArgs } from './fold.js';

/**
 * An expression without `sigmoid`, `softplus`, `tanh` and `erfc`: written in e^-|u| and e^(-u^2), which neither overflow nor
 * cancel, and which all that have the same u share. So Swish and its derivative need one exponential and one division.
 */
export function lower(expression: Expression): Expression {
  return fold<Expression>(expression, (part, args) => {
    const [u] = args as [Expression];
    switch (part.op) {
      case 'sigmoid':
        return sigmoidOf(u);
      case 'softplus':
        return add(max(u, 0), log1p(exp(neg(abs(u)))));
      case 'tanh': {
        const m = expm1(mul(-2, abs(u)));
        const t = div(m, add(m, 2)); // -tanh(|u|)
        return select(u, 0, neg(t), t);
      }
      case 'erfc': {
        // e^(-u^2) by itself, so that a derivative beside it shares it.
        const tail = mul(erfcx(abs(u)), exp(neg(square(u))));
        return select(u, 0, tail, sub(2, tail));
      }
      default:
        return withArgs(part, args);
    }
  });
}

/** 1 / (1 + n) on the positive side and n / (1 + n) on the other; with n = e^-|u| that of -u is made of the same parts. */
function sigmoidOf(u: Expression): Expression {
  const positive = withoutSign(u);
  const n = exp(neg(abs(positive)));
  const near = div(1, add(1, n));
  const far = mul(n, near);
  return positive === u ? select(u, 0, near, far) : select(positive, 0, far, near);
}

/** u where it is written without a minus, else -u. */
function withoutSign(u: Expression): Expression {
  if (u.op === 'neg') return u.args[0];
  if (u.op === 'mul' && u.args[0].op === 'constant' && u.args[0].value < 0)
    return mul(-u.args[0].value, u.args[1]);
  return u;
}
