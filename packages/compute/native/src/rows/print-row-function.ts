import { createHash } from 'node:crypto';
import {
  backwardProgram,
  boundsIn,
  dy,
  type ElementwiseFunction,
  forwardProgram,
} from '@rectified/activation';
import {
  checkExpression,
  compile,
  div,
  type Expression,
  isComputation,
  type Line,
  mul,
  neg,
  type Program,
  type Sym,
  same,
  simplify,
  symbol,
} from '@rectified/expression';
import { printProgram, type SymbolNames } from './print-program.js';
import { wayBack } from './way-back.js';

/** A row function in C++, and what a call must pass to it besides parameters and noise. */
export interface PrintedRowFunction {
  /** A class `Formula` without a namespace, as kernels/row-loops.h expects it. */
  readonly text: string;
  /** The first 24 hexadecimal digits of the text's SHA-256. */
  readonly hash: string;
  /** Expressions of options only; they are computed in float64 and passed as float32. */
  readonly scalars: readonly Expression[];
}

/**
 * Prints the programs of a function: its value, its gradients from input and from output, and the way back, if there is one. Symbols are
 * named by position, so that functions that differ only in names have the same text.
 */
export function printRowFunction(of: ElementwiseFunction): PrintedRowFunction {
  // Copies, because foreign objects could change between being checked and being printed.
  const [parameters, noise] = [Array.from(of.parameters), Array.from(of.noise)];
  const scalars: Expression[] = [];
  const scalarNumber = ({ of }: Extract<Line, { op: 'scalar' }>) => {
    const known = scalars.findIndex((scalar) => same(scalar, of));
    return known < 0 ? scalars.push(of) - 1 : known;
  };
  const names = namesOf(parameters, noise);
  const print = (name: string, program: Program) => printPart(name, program, names, scalarNumber);
  const compiled = (expressions: readonly Expression[]) =>
    compile(expressions.map(simplify), { bounds: boundsIn(of) });

  const input = backwardProgram(of, 'input');
  const output = backwardProgram(of, 'output');
  const back = wayBack(checkExpression(of.value));
  const parts = [
    print('Value', forwardProgram(of)),
    print('FromInput', input.program),
    print('FinishInput', finishProgram(of, input.factors)),
    ...(output === undefined
      ? ['FromOutput', 'FinishOutput', 'Nonzero'].map(absent)
      : [
          print('FromOutput', output.program),
          print('FinishOutput', finishProgram(of, output.factors)),
          print('Nonzero', compiled(output.nonzero)),
        ]),
    ...(back === undefined
      ? ['Input', 'Slopes'].map(absent)
      : [print('Input', compiled([back.input])), print('Slopes', compiled(back.slopes))]),
  ];
  const counts = `kScalars = ${scalars.length}, kParameters = ${parameters.length}, kNoises = ${noise.length}`;
  const text = ['struct Formula {', `  static constexpr int ${counts};`, ...parts.flat(), '};', ''].join(
    '\n',
  );
  return { text, hash: createHash('sha256').update(text).digest('hex').slice(0, 24), scalars };
}

const absent = (name: string) => [`  using ${name} = None;`];

/** The sum over elements from which {@link finishProgram} computes the gradient of a parameter. */
const sumOf = (index: number) => symbol('parameter', `sum ${index}`);

/** The gradients of parameters from the sums: factor times sum. */
function finishProgram(of: ElementwiseFunction, factors: readonly Expression[]): Program {
  const gradients = factors.map((factor, index) => multiply(factor, sumOf(index)));
  const everything = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] as const;
  const bounds = boundsIn(of);
  return compile(gradients.map(simplify), {
    bounds: (line) => (line.name.startsWith('sum ') ? everything : bounds(line)),
  });
}

/** Multiplies step by step and divides the sum itself: 1 / a^2 may be infinite or 0 where sum / a^2 is finite. */
function multiply(factor: Expression, sum: Expression): Expression {
  if (factor.op === 'neg') return neg(multiply(factor.args[0], sum));
  if (factor.op === 'div') return div(multiply(factor.args[0], sum), factor.args[1]);
  return mul(factor, sum);
}

/** Names by position, so that no name chosen by an author reaches the compiler. */
function namesOf(parameters: readonly Sym[], noise: readonly Sym[]): SymbolNames {
  const at = (list: readonly Sym[], name: string, line: Sym) => {
    const index = list.findIndex((other) => same(other, line));
    return index < 0 ? undefined : `${name}[${index}]`;
  };
  const sums = parameters.map((_, index) => sumOf(index));
  return (line) => {
    if (line.kind === 'input') return 'x';
    if (same(line, dy)) return 'dy';
    return at(parameters, 'parameters', line) ?? at(noise, 'noise', line) ?? at(sums, 'sums', line);
  };
}

function printPart(
  name: string,
  program: Program,
  nameOf: SymbolNames,
  scalarNumber: Parameters<typeof printProgram>[2],
): string[] {
  if (program.outputs.length === 0) return absent(name);
  const uses = (kind: string) =>
    program.lines.some((line) => !isComputation(line) && line.op === 'symbol' && line.kind === kind);
  return [
    `  struct ${name} {`,
    `    static constexpr int kOutputs = ${program.outputs.length};`,
    `    static constexpr bool kUsesX = ${uses('input')}, kUsesNoise = ${uses('noise')};`,
    '    static RECTIFIED_INLINE void compute(const Given& given, Vec* out) {',
    ...printProgram(program, nameOf, scalarNumber).map((statement) => `      ${statement}`),
    '    }',
    '  };',
  ];
}
