import { InputError } from '@rectified/errors';
import type { Expression } from './expression.js';
import { remembered } from './remembered.js';

const known = new Map<string, number>();

/**
 * A number that is equal for equal expressions and different for others, within this process. Its cost is proportional to the number of
 * distinct parts, however often they are shared. Throws an `InputError` for anything but an expression, and so does every
 * function that uses this to traverse one.
 */
export const identityOf: (expression: Expression) => number = /* @__PURE__ */ remembered((expression) => {
  if (!expression?.op)
    throw new InputError({ what: 'a formula', expected: 'an expression', got: `${expression}` });
  const { op, value, kind, name, args }: Parts = expression;
  const key = JSON.stringify([op, value ?? kind, name, args?.map(identityOf)]);
  if (!known.has(key)) known.set(key, known.size);
  return known.get(key)!;
});

/** All operations of expressions. */
interface Parts {
  readonly op: string;
  readonly value?: number;
  readonly kind?: string;
  readonly name?: string;
  readonly args?: readonly Expression[];
}

/** Whether two expressions are equal, part by part. */
export function same(a: Expression, b: Expression): boolean {
  return identityOf(a) === identityOf(b);
}
