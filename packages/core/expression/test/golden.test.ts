import { describe, expect, it } from 'vitest';
import {
  differentiate,
  type Expression,
  evaluate,
  simplify,
  type UnaryOperation,
  unaryOperations,
  x,
} from '../src/index.js';
import { formulas } from './formulas.js';
import golden from './golden.json' with { type: 'json' };

type Row = readonly [point: number | string, value: number | string, derivative: number | string | null];

/** Relative error, where the true value is not too small for one; NaN and infinities exactly. */
function expectClose(actual: number, expected: number, relative: number, what: string): void {
  if (!Number.isFinite(expected)) {
    expect(actual, what).toBe(expected);
    return;
  }
  // Below the normal numbers float64 itself has fewer digits.
  const tolerance = Math.max(relative * Math.abs(expected), 2 ** -1060);
  expect(Math.abs(actual - expected), `${what}: ${actual} instead of ${expected}`).toBeLessThanOrEqual(
    tolerance,
  );
}

function expectRows(expression: Expression, rows: readonly Row[], relative: number): void {
  const derivative = differentiate(expression, x);
  for (const [point, value, slope] of rows) {
    const at = { x: Number(point) };
    expectClose(evaluate(expression, at), Number(value), relative, `at ${point}`);
    if (slope !== null)
      expectClose(evaluate(derivative, at), Number(slope), relative, `derivative at ${point}`);
  }
}

describe('against 60 digits of mpmath', () => {
  // Derivatives that are e^(-u^2) lose the rounding of u^2, u^2 units in the last place: 1e-13 at 26.
  const tolerances: Partial<Record<UnaryOperation, number>> = { erf: 4e-13, erfc: 4e-13, erfcx: 4e-13 };

  it('every function of one argument is tested', () => {
    expect(Object.keys(golden.unary).sort()).toEqual([...unaryOperations].sort());
  });

  it.each(Object.entries(golden.unary))('%s and its derivative', (name, rows) => {
    const op = name as UnaryOperation;
    expectRows({ op, args: [x] }, rows as unknown as Row[], tolerances[op] ?? 1e-14);
  });

  it.each(Object.entries(golden.formulas))('%s and its derivative', (name, rows) => {
    const formula = simplify(formulas[name]!);
    const derivative = differentiate(formula, x);
    for (const [point, value, slope] of rows as unknown as Row[]) {
      const at = { x: Number(point) };
      const scale = (v: unknown) => 1e-14 * Math.max(1, Math.abs(Number(v)));
      expect(Math.abs(evaluate(formula, at) - Number(value)), `${point}`).toBeLessThanOrEqual(scale(value));
      // x sin(x) is as far off as its factor is large.
      const size = name === 'gcu' ? Number(point) : slope;
      expect(
        Math.abs(evaluate(derivative, at) - Number(slope)),
        `derivative at ${point}`,
      ).toBeLessThanOrEqual(scale(size));
    }
  });

  it('the tail of GELU by erf does not cancel', () => {
    const rows = golden.formulas.gelu as unknown as Row[];
    const [, value] = rows.find(([point]) => point === -10)!;
    expectClose(evaluate(simplify(formulas.gelu!), { x: -10 }), Number(value), 1e-13, 'GELU(-10)');
  });
});

it('limits at the infinities, and NaN', () => {
  const limits: Record<string, readonly [number, number]> = {
    silu: [0, Number.POSITIVE_INFINITY],
    gelu: [0, Number.POSITIVE_INFINITY],
    mish: [0, Number.POSITIVE_INFINITY],
    elu: [-1, Number.POSITIVE_INFINITY],
    softplus: [0, Number.POSITIVE_INFINITY],
    'hard-swish': [0, Number.POSITIVE_INFINITY],
  };
  for (const [name, [low, high]] of Object.entries(limits)) {
    const formula = simplify(formulas[name]!);
    const derivative = differentiate(formula, x);
    const both = (value: number) => [evaluate(formula, { x: value }), evaluate(derivative, { x: value })];
    expect(
      both(Number.NEGATIVE_INFINITY).map((v) => v + 0),
      name,
    ).toEqual([low, 0]);
    expect(both(Number.POSITIVE_INFINITY), name).toEqual([high, 1]);
    expect(both(Number.NaN), name).toEqual([Number.NaN, Number.NaN]);
  }
});

it('with every step rounded to float32 the error is within the tolerance', () => {
  const promise = 5 * 2 ** -24;
  for (const [name, rows] of Object.entries(golden.formulas)) {
    const formula = simplify(formulas[name]!);
    for (const [point, value] of rows as unknown as Row[]) {
      const at = Number(point);
      if (Math.fround(at) !== at || Math.abs(at) > 1e3) continue;
      const error = Math.abs(evaluate(formula, { x: at }, { round: Math.fround }) - Number(value));
      expect(error, `${name} at ${point}`).toBeLessThanOrEqual(
        promise * Math.max(1, Math.abs(Number(value))),
      );
    }
  }
});
