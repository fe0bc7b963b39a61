import { InputError } from '@rectified/errors';
import type { Expression } from './expression.js';
import { remembered } from './remembered.js';

const known = new Map<string, number>();

/**
 * A number that is the same for equal expressions and different for others, within this process. Costs no more than the
 * expression has distinct parts, however often they are shared. Throws an `InputError` for what is no expression;
 * so does everything that descends one by way of this.
 */
export const identityOf: (expression: Expression) => number = /* @__PURE__ */ remembered((expression) => {
  if (!expression?.op)
    throw new InputError({ what: 'a formula', expected: 'an expression', got: `${expression}` });
  const { op, value, kind, name, args }: Parts = expression;
  const key = JSON.stringify([op, value ?? kind, name, args?.map(identityOf)]);
  if (!known.has(key)) known.set(key, known.size);
  return known.get(key)!;
});

/** Whatever an expression may be made of. */
interface Parts {
  readonly op: string;
  readonly value?: number;
  readonly kind?: string;
  readonly name?: string;
  readonly args?: readonly Expression[];
}

/** Whether two expressions are built alike. */
export function same(a: Expression, b: Expression): boolean {
  return identityOf(a) === identityOf(b);
}
