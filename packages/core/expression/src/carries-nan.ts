import { x } from './constructors.js';
import type { Constant, Expression, Sym } from './expression.js';
import { knownOf } from './functions-of-one.js';
import { same } from './identity-of.js';
import { isConstant, isNumber } from './is-constant.js';
import { isLeaf } from './is-leaf.js';
import { remembered } from './remembered.js';
import { dependsOn } from './symbols-of.js';

/** Whether an expression is surely NaN where another one is. */
export function carriesNaN(expression: Expression, of: Expression): boolean {
  if (isAlwaysNumber(of)) return true;
  const holds: (part: Expression) => boolean = remembered((part) => {
    if (same(part, of)) return true;
    if (isLeaf(part)) return false;
    if (part.op !== 'select') return part.args.some(holds);
    const [a, b, p, q] = part.args.map(holds);
    return a! || b! || (p! && q!); // A comparison with NaN is NaN (rule N); else one of both branches is taken.
  });
  return (
    holds(expression) || (!isLeaf(of) && !makesNaN(of) && of.args.every((arg) => carriesNaN(expression, arg)))
  );
}

/** Whether a factor of 0 is a gate that has closed (rule Z). */
export const isGate = (factor: Expression) => carriesNaN(factor, x);

/** Options and noise are numbers, and what is made of them alone; the input and what is learned may be NaN. */
const isAlwaysNumber = (part: Expression) =>
  isConstant(part) || (dependsOn(part, 'option', 'noise') && !dependsOn(part, 'input', 'parameter'));

/** Whether an operation may make NaN of numbers, infinities among them. */
const makesNaN = ({ op, args }: Exclude<Expression, Constant | Sym>) =>
  knownOf(op)?.isPartial ?? (/add|sub|mul|div/.test(op) && !args.some(isNonzero));

const isNonzero = (part: Expression) => isConstant(part) && !isNumber(part, 0);
