import { calculate } from './calculate.js';
import { evaluate } from './evaluate.js';
import type { UnaryOperation } from './expression.js';
import type { Line, LineOperation, Program } from './program.js';
import { isComputation } from './program.js';

/** Executes lines of a program on some kind of value: numbers, tensors, names of variables. */
export interface Machine<V> {
  constant(value: number): V;
  symbol(line: Extract<Line, { op: 'symbol' }>): V;
  scalar(line: Extract<Line, { op: 'scalar' }>): V;
  compute(op: LineOperation, args: readonly V[]): V;
}

/** Runs a program line by line and returns its outputs. */
export function runProgram<V>({ lines, outputs }: Program, machine: Machine<V>): V[] {
  const values: V[] = [];
  for (const line of lines) {
    if (isComputation(line))
      values.push(
        machine.compute(
          line.op,
          line.args.map((index) => values[index]!),
        ),
      );
    else if (line.op === 'constant') values.push(machine.constant(line.value));
    else if (line.op === 'symbol') values.push(machine.symbol(line));
    else values.push(machine.scalar(line));
  }
  return outputs.map((index) => values[index]!);
}

/** Operations of programs that expressions do not have. */
const own = {
  expDown: Math.exp,
  log1pUnit: Math.log1p,
  greater: (a: number, b: number) => Number(a > b),
  greaterEqual: (a: number, b: number) => Number(a >= b),
  less: (a: number, b: number) => Number(a < b),
  lessEqual: (a: number, b: number) => Number(a <= b),
  equal: (a: number, b: number) => Number(a === b),
  where: (a: number, b: number, c: number) => (a ? b : c),
  rounded: (a: number) => a,
} satisfies Partial<Record<LineOperation, (a: number, b: number, c: number) => number>>;

const calculateLine = (op: LineOperation, [a, b, c]: readonly number[]) =>
  op in own ? own[op as keyof typeof own](a!, b!, c!) : calculate(op as UnaryOperation, a!, b);

/** A machine for numbers that rounds intermediate results with `round`: the reference for all others. */
export function numbers(
  values: Readonly<Record<string, number>>,
  round: (value: number) => number = (value) => value,
): Machine<number> {
  return {
    constant: round,
    symbol: (line) => round(evaluate(line, values)),
    scalar: (line) => round(evaluate(line.of, values)),
    compute: (op, args) => round(calculateLine(op, args)),
  };
}
