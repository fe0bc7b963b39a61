import type { Expression } from './expression.js';
import { fold } from './fold.js';
import { knownOf } from './functions-of-one.js';
import { remembered } from './remembered.js';
import { dependsOn } from './symbols-of.js';

/** Whether an expression is surely finite, by its looks, for any input and parameters. What options make of it apart. */
export const isBounded = /* @__PURE__ */ remembered((expression: Expression) =>
  fold<boolean>(expression, (part, args) => {
    if (part.op === 'constant') return true;
    if (part.op === 'symbol') return part.kind === 'option' || part.kind === 'noise';
    if (part.op === 'select') return args[2]! && args[3]!;
    if (part.op === 'div') return args[0]! && !dependsOn(part.args[1], 'input', 'parameter', 'noise');
    return knownOf(part.op)?.isBounded ?? args.every(Boolean);
  }),
);
