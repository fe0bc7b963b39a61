import { loadBackends } from '@rectified/backend';
import { evaluate } from '@rectified/expression';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { computeOperation, errorOf, operationCases, testOperations } from '../src/testing/index.js';

testOperations({ describe, it, backends: await loadBackends() });

/** In units in the last place of float64. erf and erfc are sums; the derivative of erfcx is a difference, of two of about 1. */
const units: Readonly<Record<string, number>> = { 'erf(x)': 9, 'erfc(x)': 9 };

it.each(operationCases().map((each) => [each.name, each] as const))('%s in float64', (name, each) => {
  const { value, derivatives, parameters } = each.function;
  [value, derivatives.input, ...derivatives.parameters].forEach((expression, output) => {
    each.expected[output]!.forEach((right, i) => {
      if (right === null) return;
      const at = {
        x: each.x[i]!,
        ...Object.fromEntries(parameters.map((p, k) => [p.name, each.parameters[k]![i]!])),
      };
      const got = evaluate(expression, at);
      if (!Number.isFinite(right)) expect(got, `${output} at ${JSON.stringify(at)}`).toBe(right);
      const size = name === 'erfcx(x)' && output === 1 ? Math.max(1, Math.abs(right)) : Math.abs(right);
      const allowed = (units[name] ?? (name === 'erfcx(x)' ? 64 : 4)) * 2 ** -53 * Math.max(size, 2 ** -1000);
      if (Number.isFinite(right))
        expect(
          Math.abs(got - right),
          `${output} at ${JSON.stringify(at)}: ${got} for ${right}`,
        ).toBeLessThanOrEqual(allowed);
    });
  });
});

describe('testOperations', () => {
  it('finds a lost NaN, a tie that goes to the first, and an error of more than 5 units', async () => {
    await tf.setBackend('cpu');
    const max = operationCases().find(({ name }) => name === 'max(x, p)')!;
    const right = computeOperation(max);
    expect(errorOf(max, right)).toEqual({ units: 0, at: '' });
    const [p] = max.parameters;
    const changed = (output: number, change: (value: number, i: number) => number) =>
      errorOf(
        max,
        right.map((values, index) => (index === output ? values.map(change) : values)),
      );
    expect(changed(0, (value) => (Number.isNaN(value) ? 0 : value))).toEqual({
      units: Number.POSITIVE_INFINITY,
      at: 'the value at x = -Infinity, p = NaN: expected NaN, got 0',
    });
    expect(changed(1, (value, i) => (max.x[i] === p![i] ? 1 : value)).at).toBe(
      'the derivative by x at x = -Infinity, p = -Infinity: expected 0, got 1',
    );
    expect(changed(0, (value) => value * (1 + 2 ** -21)).units).toBeGreaterThan(5);
    expect(changed(0, (value) => value * (1 + 2 ** -23)).units).toBeLessThan(5);
  });

  it('requires a backend', () => {
    expect(() => testOperations({ describe, it, backends: [] })).toThrow('no backend to test on');
  });
});

it('the input is tested as every argument of every operation', () => {
  const names = operationCases().map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(names).toHaveLength(15 + 6 * 3 + 4);
  for (const { function: of } of operationCases())
    expect(evaluate(of.value, { x: 1, p: 2, q: 3, r: 4 })).not.toBeNaN();
});
