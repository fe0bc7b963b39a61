import type { Expression } from './expression.js';
import { fold } from './fold.js';
import { remembered } from './remembered.js';

/** Whether an expression is surely NaN where the input is. */
export const carriesNaN = /* @__PURE__ */ remembered((expression: Expression) =>
  fold<boolean>(expression, (part, args) => {
    if (part.op === 'constant') return false;
    if (part.op === 'symbol') return part.kind === 'input';
    if (part.op !== 'select') return args.some(Boolean);
    const [a, b, p, q] = args;
    return a! || b! || (p! && q!); // A comparison with NaN is NaN (rule N); else one of both branches is taken.
  }),
);
