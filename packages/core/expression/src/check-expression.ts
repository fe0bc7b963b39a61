import { InputError } from '@rectified/errors';
import { binaryOperations, type Expression, unaryOperations } from './expression.js';

const kinds = ['input', 'parameter', 'option', 'noise'];
const arity = new Map<unknown, number>([
  ...unaryOperations.map((op) => [op, 1] as const),
  ...binaryOperations.map((op) => [op, 2] as const),
  ['select', 4],
]);

/** Parts and depth that no formula of an activation comes near; beyond them a computation would not end. */
const mostParts = 10_000;
const deepest = 500;

/**
 * Makes sure that data from anywhere (a file, a package, JSON) is an expression, and returns a copy that holds nothing
 * else. Throws an `InputError` that names the part at fault: an operation that is not in the list, another number of
 * arguments, a constant that is not a finite number, a symbol without a name.
 */
export function checkExpression(data: unknown): Expression {
  let parts = 0;
  const done = new Map<unknown, Expression>();
  const check = (value: unknown, where: string, depth: number): Expression => {
    const known = done.get(value);
    if (known !== undefined) return known;
    if (++parts > mostParts || depth > deepest)
      throw fault('a formula that is too large', `at most ${mostParts} parts, ${deepest} deep`, 'more');
    if (typeof value !== 'object' || value === null) throw fault(where, 'a part of a formula', show(value));
    const checked = checkPart(value as Record<string, unknown>, where, (arg, at) =>
      check(arg, at, depth + 1),
    );
    done.set(value, checked);
    return checked;
  };
  return check(data, 'the formula', 1);
}

function checkPart(
  { op, value, kind, name, args }: Record<string, unknown>,
  where: string,
  check: (value: unknown, where: string) => Expression,
): Expression {
  if (op === 'constant') {
    if (typeof value !== 'number' || !Number.isFinite(value))
      throw fault(where, 'a finite number', show(value));
    return { op, value: value + 0 };
  }
  if (op === 'symbol') {
    if (!kinds.includes(kind as string))
      throw fault(where, `a symbol of kind ${kinds.join(', ')}`, show(kind));
    if (typeof name !== 'string' || name === '') throw fault(where, 'a symbol with a name', show(name));
    return { op, kind, name } as Expression;
  }
  const count = arity.get(op);
  if (count === undefined) throw fault(where, `an operation: ${[...arity.keys()].join(', ')}`, show(op));
  if (!Array.isArray(args) || args.length !== count)
    throw fault(
      where,
      `${op} of ${count} ${count === 1 ? 'argument' : 'arguments'}`,
      Array.isArray(args) ? `${args.length}` : show(args),
    );
  return {
    op,
    args: args.map((arg, index) => check(arg, `argument ${index + 1} of ${op}`)),
  } as unknown as Expression;
}

const fault = (what: string, expected: string, got: string) => new InputError({ what, expected, got });

const show = (value: unknown) => (JSON.stringify(value) ?? String(value)).slice(0, 60);
