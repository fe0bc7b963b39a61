import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fold } from '../src/fold.js';
import { differentiate, type Expression, evaluate, symbol, type UnaryOperation, x } from '../src/index.js';
import { anyExpression, divisorsOf } from './any-expression.js';

// Functions that are tame on an interval, so that a difference quotient says something.
const tame: readonly UnaryOperation[] = [
  'neg',
  'abs',
  'tanh',
  'sigmoid',
  'softplus',
  'erf',
  'erfc',
  'sin',
  'cos',
];
const beta = symbol('parameter', 'beta');

it.each([x, beta])('the derivative by $name is the limit of differences', (by) => {
  let compared = 0;
  fc.assert(
    fc.property(
      anyExpression(tame),
      fc.double({ min: -3, max: 3, noNaN: true }),
      fc.double({ min: -3, max: 3, noNaN: true }),
      (expression, atX, atBeta) => {
        const at = (step: number) => ({
          x: atX + (by === x ? step : 0),
          beta: atBeta + (by === beta ? step : 0),
        });
        const h = 1e-5;
        // Smooth nearby: no kink within the step, no division by next to nothing, nothing large.
        fc.pre(divisorsOf(expression, at(0)).every((divisor) => Math.abs(divisor) > 1e-2));
        fc.pre(new Set([-h, 0, h].map((step) => sides(expression, at(step)))).size === 1);
        const values = [-h, -h / 2, h / 2, h].map((step) => evaluate(expression, at(step)));
        fc.pre(values.every((value) => Math.abs(value) < 1e3));
        const [a, b, c, d] = values as [number, number, number, number];
        const wide = (d - a) / (2 * h);
        const narrow = (c - b) / h;
        fc.pre(Math.abs(wide - narrow) < 1e-5 * Math.max(1, Math.abs(wide))); // else the third derivative is too large
        const derivative = evaluate(differentiate(expression, by), at(0));
        expect(Math.abs(derivative - narrow)).toBeLessThan(1e-4 * Math.max(1, Math.abs(narrow)));
        compared++;
      },
    ),
    { numRuns: 1500 },
  );
  expect(compared).toBeGreaterThan(1000);
});

/** Which way every comparison falls out. */
function sides(expression: Expression, at: { x: number; beta: number }): string {
  let text = '';
  fold<void>(expression, (part) => {
    if (!['select', 'min', 'max', 'abs'].includes(part.op)) return;
    const [a, b] = (part as { args: readonly Expression[] }).args;
    text += evaluate(a!, at) > (b === undefined ? 0 : evaluate(b, at)) ? '1' : '0';
  });
  return text;
}
