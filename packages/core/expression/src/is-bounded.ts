import type { Expression, Sym } from './expression.js';
import { fold } from './fold.js';
import { knownOf } from './functions-of-one.js';
import { same } from './identity-of.js';
import { remembered } from './remembered.js';

/** Which symbols may be infinite. */
export type Unbounded = (symbol: Sym) => boolean;

const isInput: Unbounded = ({ kind }) => kind === 'input';

/** Whether an expression is surely finite, by its looks; by default for any input, but finite numbers in all else. */
export function isBounded(expression: Expression, unbounded?: Unbounded): boolean {
  return unbounded ? looksBounded(expression, unbounded) : isBoundedByDefault(expression);
}

const isBoundedByDefault = /* @__PURE__ */ remembered((expression: Expression) =>
  looksBounded(expression, isInput),
);

function looksBounded(expression: Expression, unbounded: Unbounded): boolean {
  return fold<boolean>(expression, (part, args) => {
    if (part.op === 'constant') return true;
    if (part.op === 'symbol') return !unbounded(part);
    if (part.op === 'select') return args[2]! && args[3]!;
    if (part.op === 'div') return args[0]! && least(part.args[1]) > 0;
    // e^-|u| and e^(-u^2), of which others are made.
    if (part.op === 'exp' && part.args[0].op === 'neg') return args[0]! || least(part.args[0].args[0]) >= 0;
    return knownOf(part.op)?.isBounded ?? args.every(Boolean);
  });
}

/** What an expression is at least, by its looks; options and parameters may be anything. */
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
