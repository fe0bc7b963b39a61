import type { Expression } from './expression.js';
import { fold } from './fold.js';
import { dependsOn } from './symbols-of.js';

/** Whether an expression is surely NaN where the input is. */
export function carriesNaN(expression: Expression): boolean {
  return fold<boolean>(expression, (part, args) => {
    if (part.op === 'constant') return false;
    if (part.op === 'symbol') return part.kind === 'input';
    if (part.op !== 'select') return args.some(Boolean);
    const [a, b] = part.args;
    return dependsOn(a, 'input') || dependsOn(b, 'input') || (args[2]! && args[3]!);
  });
}
