import type { Expression } from './expression.js';
import { identityOf } from './identity-of.js';
import { isLeaf } from './is-leaf.js';

/**
 * Computes a value for an expression from the values of its parts; shared parts are computed once. For constants and symbols
 * `parts` is empty.
 */
export function fold<T>(
  expression: Expression,
  combine: (expression: Expression, parts: readonly T[]) => T,
): T {
  const done = new Map<number, T>();
  const visit = (part: Expression): T => {
    const identity = identityOf(part);
    if (!done.has(identity)) done.set(identity, combine(part, isLeaf(part) ? [] : part.args.map(visit)));
    return done.get(identity)!;
  };
  return visit(expression);
}

/** The same operation with other arguments. */
export function withArgs(expression: Expression, args: readonly Expression[]): Expression {
  return isLeaf(expression) ? expression : ({ op: expression.op, args } as Expression);
}
