import type { Expression } from './expression.js';
import { remembered } from './remembered.js';

/** Whether an expression is surely NaN where the input is. */
export const carriesNaN: (expression: Expression) => boolean = /* @__PURE__ */ remembered((part) => {
  if (part.op === 'constant') return false;
  if (part.op === 'symbol') return part.kind === 'input';
  if (part.op !== 'select') return part.args.some(carriesNaN);
  const [a, b, p, q] = part.args.map(carriesNaN);
  return a! || b! || (p! && q!); // A comparison with NaN is NaN (rule N); else one of both branches is taken.
});
