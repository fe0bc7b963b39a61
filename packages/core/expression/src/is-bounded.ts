import type { Expression } from './expression.js';
import { knownOf } from './functions-of-one.js';
import { same } from './identity-of.js';
import { neg } from './neg.js';
import { remembered } from './remembered.js';
import { simplify } from './simplify.js';

/** Whether an expression is provably finite for any input, given finite options, parameters and noise. */
export const isBounded: (expression: Expression) => boolean = /* @__PURE__ */ remembered((part) => {
  if (part.op === 'constant') return true;
  if (part.op === 'symbol') return part.kind !== 'input';
  if (part.op === 'select') return part.args.slice(2).every(isBounded);
  const [a, b] = part.args;
  if (part.op === 'div') return isBounded(a) && least(b!) > 0;
  // e^-|u| and e^(-u^2), in terms of which others are written.
  if (part.op === 'exp' && least(simplify(neg(a))) >= 0) return true;
  return knownOf(part.op)?.isBounded ?? part.args.every(isBounded);
});

/** A provable lower bound of an expression, for any options and parameters. */
function least(part: Expression): number {
  switch (part.op) {
    case 'constant':
      return part.value;
    case 'abs':
    case 'exp':
      return 0;
    case 'add':
      return least(part.args[0]) + least(part.args[1]);
    case 'mul':
      return same(...part.args) || part.args.every((factor) => least(factor) >= 0) ? 0 : -Infinity;
    default:
      return -Infinity;
  }
}
