import { isComputation, type Line, type LineOperation, type Program } from '@rectified/expression';

/** The C++ names of the symbols of a program, by position: `x`, `parameters[0]`. */
export type SymbolNames = (line: Extract<Line, { op: 'symbol' }>) => string | undefined;

/** The index of the scalar that a line uses. */
export type ScalarNumber = (line: Extract<Line, { op: 'scalar' }>) => number;

type Kind = 'number' | 'truth';

interface Printed {
  readonly arguments: readonly Kind[];
  readonly result: Kind;
  readonly print: (...args: string[]) => string;
}

const number = (print: Printed['print'], count: number): Printed => ({
  arguments: Array.from({ length: count }, () => 'number' as const),
  result: 'number',
  print,
});
const call = (name: string): Printed => number((a) => `${name}(${a})`, 1);
const infix = (operator: string): Printed => number((a, b) => `${a} ${operator} ${b}`, 2);
const comparison = (operator: string): Printed => ({ ...infix(operator), result: 'truth' });

/** The closed list of operations that are printed; functions are those of kernels/functions.h. */
const operations: Readonly<Record<LineOperation, Printed>> = {
  neg: number((a) => `-${a}`, 1),
  abs: call('absOf'),
  sqrt: call('sqrtOf'),
  exp: call('expOf'),
  expDown: call('expDownOf'),
  expm1: call('expm1Of'),
  log: call('logOf'),
  log1p: call('log1pOf'),
  log1pUnit: call('log1pUnitOf'),
  erf: call('erfOf'),
  erfcx: call('erfcxOf'),
  sin: call('sinOf'),
  cos: call('cosOf'),
  rounded: call('rounded'),
  add: infix('+'),
  sub: infix('-'),
  mul: infix('*'),
  div: infix('/'),
  greater: comparison('>'),
  greaterEqual: comparison('>='),
  less: comparison('<'),
  lessEqual: comparison('<='),
  equal: comparison('=='),
  where: {
    arguments: ['truth', 'number', 'number'],
    result: 'number',
    print: (a, b, c) => `${a} ? ${b} : ${c}`,
  },
};

/**
 * Prints a program as the statements of a C++ function that computes vectors of kernels/vector.h: `const Vec v3 = v1 * v2;`, and at
 * the end `out[0] = v3;`. The rules of formulas do not concern it, because programs spell them out.
 *
 * A program is plain data of any origin, and the printed text is compiled and run. Therefore nothing is copied from it: operations are
 * looked up in a closed list, symbols are named by position, arguments must be the numbers of earlier lines of the right kind, and
 * constants are printed from numbers.
 *
 * @throws Error for programs that `compile` of `@rectified/expression` never produces.
 */
export function printProgram(
  { lines, outputs }: Program,
  nameOf: SymbolNames,
  scalarNumber: ScalarNumber,
): string[] {
  const kinds: Kind[] = [];
  const reference = (line: number, expected: Kind): string => {
    if (!Number.isInteger(line) || line < 0 || kinds[line] !== expected)
      throw new Error(`line ${kinds.length}: no earlier line with a ${expected} is number ${String(line)}`);
    return `v${line}`;
  };
  const statements = Array.from(lines, (line) => {
    const name = `v${kinds.length}`;
    if (!isComputation(line)) {
      const text = leaf(line, nameOf, scalarNumber);
      kinds.push('number');
      return `const Vec ${name} = ${text};`;
    }
    if (!Object.hasOwn(operations, line.op)) throw new Error(`no such operation: ${JSON.stringify(line.op)}`);
    const { arguments: expected, result, print } = operations[line.op];
    if (line.args.length !== expected.length)
      throw new Error(`${line.op} takes ${expected.length} arguments, not ${line.args.length}`);
    const text = print(...expected.map((kind, i) => reference(line.args[i]!, kind)));
    kinds.push(result);
    return `const ${result === 'truth' ? 'Mask' : 'Vec'} ${name} = ${text};`;
  });
  return [...statements, ...Array.from(outputs, (line, i) => `out[${i}] = ${reference(line, 'number')};`)];
}

function leaf(
  line: Exclude<Line, { args: unknown }>,
  nameOf: SymbolNames,
  scalarNumber: ScalarNumber,
): string {
  if (line.op === 'constant') return `splat(${literal(line.value)})`;
  if (line.op === 'scalar') return `given.scalars[${scalarNumber(line)}]`;
  if (line.op !== 'symbol') throw new Error(`no such line: ${JSON.stringify((line as Line).op)}`);
  const name = nameOf(line);
  if (name === undefined) throw new Error(`no ${JSON.stringify(line.kind)} ${JSON.stringify(line.name)}`);
  return `given.${name}`;
}

/** A float32 number in C++, exactly. */
function literal(value: number): string {
  if (typeof value !== 'number' || !Number.isFinite(value))
    throw new Error(`no finite number: ${JSON.stringify(value)}`);
  const text = String(Math.fround(value));
  if (!Number.isFinite(Math.fround(value))) return `${value < 0 ? '-' : ''}__builtin_inff()`;
  if (Object.is(value, -0)) return '-0.0f';
  return `${text}${/[.e]/.test(text) ? '' : '.0'}f`;
}
