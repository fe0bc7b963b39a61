import { InputError } from '@rectified/errors';
import { binaryOperations, type Expression } from './expression.js';
import { functionsByName } from './functions-by-name.js';

const kinds = ['input', 'parameter', 'option', 'noise'];
/** Number of arguments of an operation. Looking functions up by name keeps all of them in the bundle, since data may contain any. */
function arityOf(op: unknown): number | undefined {
  if (typeof op === 'string' && Object.hasOwn(functionsByName, op)) return 1;
  if ((binaryOperations as readonly unknown[]).includes(op)) return 2;
  return op === 'select' ? 4 : undefined;
}

/** Limits of size and depth, far above those of any activation's formula; beyond them computations would not end. */
const mostParts = 10_000;
const deepest = 500;
/** Limit of parts with shared ones written out each time, as in TeX: n parts can become 2^n. */
const mostWritten = 100_000;

/** A checked part. */
interface Checked {
  readonly expression: Expression;
  readonly depth: number;
  readonly written: number;
}

/**
 * Checks that data from anywhere (a file, a package, JSON) is an expression, and returns a copy that contains nothing else.
 * Throws an `InputError` that names the invalid part: an unknown operation, a wrong number of arguments, a constant that is
 * not a finite number, a symbol without a name.
 */
export function checkExpression(data: unknown): Expression {
  let parts = 0;
  const done = new Map<unknown, Checked>();
  const check = (value: unknown, where: string, level: number): Checked => {
    const known = done.get(value);
    if (known !== undefined) return known;
    if (++parts > mostParts || level > deepest) throw tooLarge();
    if (typeof value !== 'object' || value === null)
      throw fault(where, 'a part of a formula', show(value), remedyFor(value));
    let [depth, written] = [0, 1];
    const expression = checkPart(value as Record<string, unknown>, where, (arg, at) => {
      const inside = check(arg, at, level + 1);
      depth = Math.max(depth, inside.depth);
      written += inside.written;
      return inside.expression;
    });
    const checked = { expression, depth: depth + 1, written };
    if (checked.depth > deepest || written > mostWritten) throw tooLarge();
    done.set(value, checked);
    return checked;
  };
  return check(data, 'the formula', 1).expression;
}

const tooLarge = () =>
  fault(
    'a formula that is too large',
    `at most ${mostParts} parts, ${mostWritten} with those that are shared written out, ${deepest} inside of each other`,
    'more',
  );

function checkPart(
  { op, value, kind, name, args }: Record<string, unknown>,
  where: string,
  check: (value: unknown, where: string) => Expression,
): Expression {
  if (op === 'constant') {
    if (typeof value !== 'number' || !Number.isFinite(value))
      throw fault(where, 'a finite number', show(value), remedyFor(value));
    return { op, value: value + 0 };
  }
  if (op === 'symbol') {
    if (!kinds.includes(kind as string))
      throw fault(where, `a symbol of kind ${kinds.join(', ')}`, show(kind));
    if (typeof name !== 'string' || name === '') throw fault(where, 'a symbol with a name', show(name));
    return { op, kind, name } as Expression;
  }
  const count = arityOf(op);
  if (count === undefined) {
    const operations = [...Object.keys(functionsByName), ...binaryOperations, 'select'];
    throw fault(where, `an operation: ${operations.join(', ')}`, show(op));
  }
  if (!Array.isArray(args) || args.length !== count)
    throw fault(
      where,
      `${op} of ${count} ${count === 1 ? 'argument' : 'arguments'}`,
      Array.isArray(args) ? `${args.length}` : show(args),
    );
  return {
    op,
    args: Array.from({ length: count }, (_, index) => check(args[index], `argument ${index + 1} of ${op}`)),
  } as unknown as Expression;
}

const fault = (what: string, expected: string, got: string, remedy?: string) =>
  new InputError({ what, expected, got, remedy });

/** JavaScript's operators make of expressions, which are objects, NaN or a text with `[object Object]` in it. */
const remedyFor = (value: unknown) =>
  Number.isNaN(value) || String(value).includes('[object Object]')
    ? 'In place of the operators + - * / write add, sub, mul and div: mul(x, 2)'
    : undefined;

function show(value: unknown): string {
  if (typeof value === 'number') return String(value);
  try {
    return (JSON.stringify(value) ?? String(value)).slice(0, 60);
  } catch {
    return `a ${typeof value} that is no JSON`;
  }
}
