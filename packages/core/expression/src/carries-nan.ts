import { x } from './constructors.js';
import type { Constant, Expression, Sym } from './expression.js';
import { knownOf } from './functions-of-one.js';
import { same } from './identity-of.js';
import { isConstant, isNumber } from './is-constant.js';
import { isLeaf } from './is-leaf.js';
import { remembered } from './remembered.js';
import { dependsOn } from './symbols-of.js';

/** Whether an expression is provably NaN wherever another one is. */
export function carriesNaN(expression: Expression, of: Expression): boolean {
  if (isAlwaysNumber(of)) return true;
  const holds: (part: Expression) => boolean = remembered((part) => {
    if (same(part, of)) return true;
    if (isLeaf(part)) return false;
    if (part.op !== 'select') return part.args.some(holds);
    const [a, b, p, q] = part.args.map(holds);
    return a! || b! || (p! && q!); // A comparison with NaN gives NaN (rule N); otherwise one of the branches is taken.
  });
  return (
    holds(expression) || (!isLeaf(of) && !makesNaN(of) && of.args.every((arg) => carriesNaN(expression, arg)))
  );
}

/** Whether a factor of 0 is a closed gate (rule Z). */
export const isGate = (factor: Expression) => carriesNaN(factor, x);

/** Options, noise and expressions of only these are never NaN; the input and learned parameters may be. */
const isAlwaysNumber = (part: Expression) =>
  isConstant(part) || (dependsOn(part, 'option', 'noise') && !dependsOn(part, 'input', 'parameter'));

/** Whether an operation may turn numbers, including infinities, into NaN. */
const makesNaN = ({ op, args }: Exclude<Expression, Constant | Sym>) =>
  knownOf(op)?.isPartial ?? (/add|sub|mul|div/.test(op) && !args.some(isNonzero));

const isNonzero = (part: Expression) => isConstant(part) && !isNumber(part, 0);
