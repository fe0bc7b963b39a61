import type { Expression } from './expression.js';

const identities = new WeakMap<Expression, number>();
const known = new Map<string, number>();

/**
 * A number that is the same for equal expressions and different for others, within this process. Costs no more than the
 * expression has distinct parts, however often they are shared.
 */
export function identityOf(expression: Expression): number {
  let identity = identities.get(expression);
  if (identity === undefined) {
    const key = shallowKey(expression);
    identity = known.get(key) ?? known.size;
    known.set(key, identity);
    identities.set(expression, identity);
  }
  return identity;
}

/** Whether two expressions are built alike. */
export function same(a: Expression, b: Expression): boolean {
  return a === b || identityOf(a) === identityOf(b);
}

function shallowKey(expression: Expression): string {
  if (expression.op === 'constant') return `constant ${expression.value}`;
  if (expression.op === 'symbol') return `symbol ${expression.kind} ${expression.name}`;
  return `${expression.op} ${expression.args.map(identityOf).join()}`;
}
