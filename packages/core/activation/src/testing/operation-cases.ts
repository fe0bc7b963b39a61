import {
  type BinaryOperation,
  binaryOperations,
  differentiate,
  type Expression,
  type Sym,
  select,
  symbol,
  type UnaryOperation,
  unaryOperations,
  x,
} from '@rectified/expression';
import type { ElementwiseFunction } from '../elementwise.js';
import golden from './operations.json' with { type: 'json' };

/** Expected result for one number; null if nothing is promised. */
type Promised = number | null;

/** An operation of the expression language with many arguments and the expected results. */
export interface OperationCase {
  /** `max(p, x)` */
  readonly name: string;
  readonly function: ElementwiseFunction;
  readonly x: Float32Array;
  /** Values of each of the function's parameters, one for every x. */
  readonly parameters: readonly Float32Array[];
  /** In float64: values, derivatives with respect to x, and with respect to each parameter. */
  readonly expected: readonly (readonly Promised[])[];
  /** The same on a device that treats denormal arguments as 0. */
  readonly flushed: readonly (readonly Promised[])[];
}

type Encoded = readonly (number | string | null)[];

const decode = (encoded: Encoded) =>
  encoded.map((value) => (value === null ? null : Number(value))) as Promised[];

const points = decode(golden.points) as number[];
const pairs = decode(golden.pairs) as number[];
const greater = golden.greater.map(decode);

const isNumber = (index: number) => !Number.isNaN(pairs[index]!);
const all = pairs.map((_, index) => index);
const [one, three] = [pairs.indexOf(1), pairs.indexOf(3)] as const;

const [p, q, r] = [symbol('parameter', 'p'), symbol('parameter', 'q'), symbol('parameter', 'r')] as const;

/**
 * Every operation of the language, with the input as each of its arguments and parameters as the others, at denormal, tiny, large
 * and huge numbers, both zeros, ties, neighbors, infinities and NaN. Expected results are mpmath's (tools/golden/operations.py),
 * or follow from the rules of `Expression`.
 */
export function operationCases(): OperationCase[] {
  return [...unaryOperations.map(ofOne), ...binaryOperations.flatMap(ofTwo), ...selects()];
}

function ofOne(op: UnaryOperation): OperationCase {
  const { value, derivatives } = golden.unary[op];
  return caseOf(`${op}(x)`, { op, args: [x] }, [], {
    points,
    at: points.map((_, index) => [index]),
    outputs: [value, ...derivatives].map(decode).map(
      (output) =>
        ([i]) =>
          output[i!]!,
    ),
  });
}

function ofTwo(op: BinaryOperation): OperationCase[] {
  const { value, derivatives } = golden.binary[op];
  const [values, first, second] = [value, ...derivatives].map((table) => table.map(decode));
  /**
   * 0 times infinity: a parameter of 0 is not a gate, so it does not make an infinite input 0 (rule Z). Training cannot continue with
   * an infinite parameter, so nothing is promised for it.
   */
  const valueAt = (i: number, j: number, input: number) =>
    op === 'mul' && values![i]![j] === null && pairs[input] !== 0 ? Number.NaN : values![i]![j]!;
  /** The derivative if both arguments are x. At NaN it may be a number, as for x + x. */
  const twice = (i: number) => {
    const [a, b] = [first![i]![i]!, second![i]![i]!];
    return a === null || b === null || !isNumber(i) ? null : a + b;
  };
  return [
    caseOf(`${op}(x, p)`, { op, args: [x, p] }, [p], {
      points: pairs,
      at: all.flatMap((i) => all.map((j) => [i, j])),
      outputs: [([i, j]) => valueAt(i!, j!, i!), ([i, j]) => first![i!]![j!]!, ([i, j]) => second![i!]![j!]!],
    }),
    caseOf(`${op}(p, x)`, { op, args: [p, x] }, [p], {
      points: pairs,
      at: all.flatMap((j) => all.map((i) => [j, i])),
      outputs: [([j, i]) => valueAt(i!, j!, j!), ([j, i]) => second![i!]![j!]!, ([j, i]) => first![i!]![j!]!],
    }),
    caseOf(`${op}(x, x)`, { op, args: [x, x] }, [], {
      points: pairs,
      at: all.map((i) => [i]),
      outputs: [([i]) => values![i!]![i!]!, ([i]) => twice(i!)],
    }),
  ];
}

function selects(): OperationCase[] {
  /** The first value if the i-th number is greater than the j-th, the second if it is not, NaN if either is NaN. */
  const choose = (i: number, j: number, yes: Promised, no: Promised) =>
    Number.isNaN(greater[i]![j]!) ? Number.NaN : greater[i]![j] === 1 ? yes : no;
  /** The derivative with respect to a compared argument is 0 symbolically, even for NaN. */
  const byCompared = (i: number, j: number) => (Number.isNaN(greater[i]![j]!) ? null : 0);
  const compared = all.flatMap((i) => all.map((j) => [i, j, one, three]));
  const branches = all.flatMap((i) => all.flatMap((j) => all.map((k) => [k, i, j, three])));
  /** The expectation for a branch, unless it is NaN: the branch that is not chosen may then give NaN times 0. */
  const unlessNaN = (k: number, value: Promised) => (isNumber(k) ? value : null);
  /** `order` gives the compared numbers, the first argument first. */
  const comparing = (name: string, formula: Expression, order: (at: readonly number[]) => [number, number]) =>
    caseOf(name, formula, [p, q, r], {
      points: pairs,
      at: compared,
      outputs: [
        (at) => choose(...order(at), 1, 3),
        (at) => byCompared(...order(at)),
        (at) => byCompared(...order(at)),
        (at) => choose(...order(at), 1, 0),
        (at) => choose(...order(at), 0, 1),
      ],
    });
  return [
    comparing('select(x, p, q, r)', select(x, p, q, r), ([i, j]) => [i!, j!]),
    comparing('select(p, x, q, r)', select(p, x, q, r), ([j, i]) => [i!, j!]),
    caseOf('select(p, q, x, r)', select(p, q, x, r), [p, q, r], {
      points: pairs,
      at: branches,
      outputs: [
        ([k, i, j]) => choose(i!, j!, pairs[k!]!, 3),
        ([k, i, j]) => unlessNaN(k!, choose(i!, j!, 1, 0)),
        ([k]) => unlessNaN(k!, 0),
        ([k]) => unlessNaN(k!, 0),
        ([k, i, j]) => unlessNaN(k!, choose(i!, j!, 0, 1)),
      ],
    }),
    caseOf('select(p, q, r, x)', select(p, q, r, x), [p, q, r], {
      points: pairs,
      at: branches,
      outputs: [
        ([k, i, j]) => choose(i!, j!, 3, pairs[k!]!),
        ([k, i, j]) => unlessNaN(k!, choose(i!, j!, 0, 1)),
        ([k]) => unlessNaN(k!, 0),
        ([k]) => unlessNaN(k!, 0),
        ([k, i, j]) => unlessNaN(k!, choose(i!, j!, 1, 0)),
      ],
    }),
  ];
}

interface Arguments {
  readonly points: readonly number[];
  /** Indices into the points for x and each parameter. */
  readonly at: readonly (readonly number[])[];
  /** Value, and derivatives with respect to x and each parameter. */
  readonly outputs: readonly ((at: readonly number[]) => Promised)[];
}

function caseOf(
  name: string,
  value: Expression,
  parameters: readonly Sym[],
  { points, at, outputs }: Arguments,
): OperationCase {
  const columns = [x, ...parameters].map((_, column) =>
    Float32Array.from(at, (indices) => points[indices[column]!]!),
  );
  const withoutDenormals = points.map((point, index) =>
    Math.abs(point) < smallestNormal
      ? points.findIndex((other) => Object.is(other, point < 0 ? -0 : 0))
      : index,
  );
  const rows = (of: (indices: readonly number[]) => readonly number[]) =>
    outputs.map((output) => at.map((indices) => output(of(indices))));
  return {
    name,
    function: Object.freeze({
      name,
      value,
      derivatives: {
        input: differentiate(value, x),
        parameters: parameters.map((parameter) => differentiate(value, parameter)),
      },
      options: [],
      parameters,
      noise: [],
      bounds: () => [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] as const,
    }),
    x: columns[0]!,
    parameters: columns.slice(1),
    expected: rows((indices) => indices),
    flushed: rows((indices) => indices.map((index) => withoutDenormals[index]!)),
  };
}

const smallestNormal = 2 ** -126;
