import { evaluate } from './evaluate.js';
import type { Line, LineOperation, Program } from './program.js';
import { isComputation } from './program.js';
import { erfcxOf, erfOf } from './special-functions.js';

/** How the lines of a program are carried out on values of some kind: numbers, tensors, names of variables. */
export interface Machine<V> {
  constant(value: number): V;
  symbol(line: Extract<Line, { op: 'symbol' }>): V;
  scalar(line: Extract<Line, { op: 'scalar' }>): V;
  compute(op: LineOperation, args: readonly V[]): V;
}

/** Carries out a program line by line and returns its outputs. */
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

const operations: Readonly<Record<LineOperation, (...args: number[]) => number>> = {
  neg: (a) => -a!,
  abs: Math.abs,
  sqrt: Math.sqrt,
  exp: Math.exp,
  expDown: Math.exp,
  expm1: Math.expm1,
  log: Math.log,
  log1p: Math.log1p,
  log1pUnit: Math.log1p,
  erf: (a) => erfOf(a!),
  erfcx: (a) => erfcxOf(a!),
  sin: Math.sin,
  cos: Math.cos,
  add: (a, b) => a! + b!,
  sub: (a, b) => a! - b!,
  mul: (a, b) => a! * b!,
  div: (a, b) => a! / b!,
  greater: (a, b) => Number(a! > b!),
  greaterEqual: (a, b) => Number(a! >= b!),
  less: (a, b) => Number(a! < b!),
  lessEqual: (a, b) => Number(a! <= b!),
  equal: (a, b) => Number(a === b),
  where: (a, b, c) => (a ? b! : c!),
  rounded: (a) => a!,
};

/** A machine of numbers, whose intermediate results are rounded by `round`: the reference for all others. */
export function numbers(
  values: Readonly<Record<string, number>>,
  round: (value: number) => number = (value) => value,
): Machine<number> {
  return {
    constant: round,
    symbol: (line) => round(evaluate(line, values)),
    scalar: (line) => round(evaluate(line.of, values)),
    compute: (op, args) => round(operations[op](...args)),
  };
}
