import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  add,
  compile,
  differentiate,
  div,
  type Expression,
  erf,
  evaluate,
  isComputation,
  max,
  mul,
  numbers,
  type Program,
  runProgram,
  type SymbolBounds,
  select,
  sigmoid,
  simplify,
  sqrt,
  symbol,
  unaryOperations,
  x,
} from '../src/index.js';
import { anyExpression, divisorsOf } from './any-expression.js';
import { formulas } from './formulas.js';
import golden from './golden.json' with { type: 'json' };

const bounds: SymbolBounds = ({ kind }) =>
  kind === 'input' ? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] : [-3, 3];
const count = ({ lines }: Program, op: string) => lines.filter((line) => line.op === op).length;
const special = [
  Number.NaN,
  Number.NEGATIVE_INFINITY,
  Number.POSITIVE_INFINITY,
  0,
  -0,
  1e300,
  -1e300,
  5e-324,
  1,
  -1,
];

describe('a program', () => {
  it('computes the same as evaluate, including the rules, for any input', () => {
    fc.assert(
      fc.property(
        anyExpression(unaryOperations),
        fc.oneof(fc.constantFrom(...special), fc.double({ min: -50, max: 50, noNaN: true })),
        fc.oneof(fc.constant(Number.NaN), fc.constant(0), fc.double({ min: -3, max: 3, noNaN: true })),
        (expression, atX, beta) => {
          const values = { x: atX, beta };
          // Of the sign of a zero nothing is promised, so nothing is divided by one.
          fc.pre(divisorsOf(expression, values).every((divisor) => divisor !== 0));
          const expected = evaluate(expression, values);
          const [actual] = runProgram(compile([expression], { bounds }), numbers(values));
          if (!Number.isFinite(expected)) expect(actual).toBe(expected);
          // Sigmoid and tanh are computed in another way.
          else
            expect(Math.abs(actual! - expected)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(expected)));
        },
      ),
      { numRuns: 3000 },
    );
  });

  it.each(Object.keys(golden.formulas))('of %s and its derivative agrees with mpmath', (name) => {
    const formula = simplify(formulas[name]!);
    const program = compile([formula, differentiate(formula, x)], { bounds });
    for (const [point, value, slope] of golden.formulas[name as keyof typeof golden.formulas]) {
      const [v, d] = runProgram(program, numbers({ x: point as number }));
      const scale =
        1e-14 * Math.max(1, Math.abs(value as number), name === 'gcu' ? Math.abs(point as number) : 1);
      expect(Math.abs(v! - (value as number)), `${point}`).toBeLessThanOrEqual(scale);
      expect(Math.abs(d! - (slope as number)), `derivative at ${point}`).toBeLessThanOrEqual(scale);
    }
  });

  it('shares common parts of its outputs: one exponential and one division for Swish', () => {
    const formula = mul(x, sigmoid(mul(symbol('parameter', 'beta'), x)));
    const program = compile([formula, differentiate(formula, x)], { bounds });
    expect([count(program, 'expDown'), count(program, 'exp'), count(program, 'div')]).toEqual([1, 0, 1]);
  });

  it.each([x, mul(Math.SQRT1_2, x), div(x, sqrt(2)), mul(symbol('parameter', 'beta'), x)])(
    'shares the exponential of GELU with its derivative, however its argument is written',
    (argument) => {
      const formula = simplify(mul(x, add(1, erf(argument))));
      const program = compile([formula, differentiate(formula, x)], { bounds });
      expect([count(program, 'expDown'), count(program, 'erfcx')]).toEqual([1, 1]);
    },
  );

  it('guards a gate only if it can close beside an infinity', () => {
    const swish = compile([mul(x, sigmoid(x))], { bounds });
    expect(count(swish, 'equal')).toBe(1);
    const inside = compile([mul(x, sigmoid(x))], { bounds: () => [-100, 100] });
    expect(count(inside, 'equal')).toBe(0);
    const slope = compile([mul(x, symbol('parameter', 'beta'))], { bounds });
    expect(count(slope, 'equal')).toBe(0);
  });

  it('of ReLU is one comparison and one choice', () => {
    const { lines } = compile([max(x, 0)], { bounds });
    expect(lines.filter(isComputation).map(({ op }) => op)).toEqual(['lessEqual', 'where']);
  });

  it('moves expressions of options out of the program', () => {
    const divisor = symbol('option', 'divisor');
    const { lines } = compile(
      [select(x, 0, x, mul(x, { op: 'div', args: [{ op: 'constant', value: 1 }, divisor] }))],
      {
        bounds,
      },
    );
    expect(lines.filter(({ op }) => op === 'scalar')).toHaveLength(1);
    expect(lines.some(({ op }) => op === 'div')).toBe(false);
  });

  it('rounds noise before adding it', () => {
    const r = symbol('noise', 'r');
    const scaled: Expression = { op: 'add', args: [mul(5, r), x] };
    expect(count(compile([scaled], { bounds }), 'rounded')).toBe(1);
  });
});
