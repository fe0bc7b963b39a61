import type { Expression } from './expression.js';
import { fold } from './fold.js';

/** Whether an expression is surely NaN where the input is. */
export function carriesNaN(expression: Expression): boolean {
  return fold<boolean>(expression, (part, args) => {
    if (part.op === 'constant') return false;
    if (part.op === 'symbol') return part.kind === 'input';
    if (part.op !== 'select') return args.some(Boolean);
    const [a, b, p, q] = args;
    return a! || b! || (p! && q!); // A comparison with NaN is NaN (rule N); else one of both branches is taken.
  });
}
