import { dependsOn, type Expression } from '@rectified/expression';

/** Whether an expression of options and noise, which is from 0 to 1, is surely at least 0; `numberOf` computes one of options alone. */
export function isNonnegative(part: Expression, numberOf: (part: Expression) => number): boolean {
  if (!dependsOn(part, 'noise')) return numberOf(part) >= 0;
  if (part.op === 'constant' || part.op === 'symbol') return true;
  return ['add', 'mul', 'div'].includes(part.op) && part.args.every((arg) => isNonnegative(arg, numberOf));
}
