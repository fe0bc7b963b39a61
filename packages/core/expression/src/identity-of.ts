import { InputError } from '@rectified/errors';
import type { Expression } from './expression.js';
import { isLeaf } from './is-leaf.js';

const identities = new WeakMap<Expression, number>();
const known = new Map<string, number>();
/** How many operations stand inside of each other, by the number of an expression. */
const depths: number[] = [];

/** Everything descends expressions part by part, and a stack has an end. */
const deepest = 1000;

/**
 * A number that is the same for equal expressions and different for others, within this process. Costs no more than the
 * expression has distinct parts, however often they are shared. Throws an `InputError` where it is
 * deeper than 1000 operations, or no expression; so does everything that descends one by way of this.
 */
export function identityOf(expression: Expression, level = 1): number {
  let identity = identities.get(expression);
  if (identity === undefined) {
    checkDepth(level);
    check(expression?.op, 'an expression', expression);
    const args = (isLeaf(expression) ? [] : expression.args).map((arg) => identityOf(arg, level + 1));
    const depth = 1 + Math.max(0, ...args.map((arg) => depths[arg]!));
    checkDepth(depth);
    const key = shallowKey(expression, args);
    identity = known.get(key) ?? known.size;
    known.set(key, identity);
    depths[identity] = depth;
    identities.set(expression, identity);
  }
  return identity;
}

const checkDepth = (depth: number) => check(depth <= deepest, `at most ${deepest} levels`, depth);

function check(fits: unknown, expected: string, got: unknown): void {
  if (!fits) throw new InputError({ what: 'a formula', expected, got: `${got}` });
}

/** Whether two expressions are built alike. */
export function same(a: Expression, b: Expression): boolean {
  return a === b || identityOf(a) === identityOf(b);
}

function shallowKey(expression: Expression, args: readonly number[]): string {
  if (expression.op === 'constant') return `constant ${expression.value}`;
  if (expression.op === 'symbol') return `symbol ${expression.kind} ${expression.name}`;
  return `${expression.op} ${args.join()}`;
}
