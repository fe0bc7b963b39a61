import fc from 'fast-check';
import { expect, it } from 'vitest';
import { boundsOf, evaluate, unaryOperations } from '../src/index.js';
import { anyExpression } from './any-expression.js';

it('no value lies outside the bounds', () => {
  const range = fc
    .tuple(fc.double({ min: -20, max: 20, noNaN: true }), fc.double({ min: -20, max: 20, noNaN: true }))
    .map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const);
  fc.assert(
    fc.property(
      anyExpression(unaryOperations),
      range,
      range,
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (expression, ofX, ofBeta, s, t) => {
        const between = ([low, high]: readonly [number, number], share: number) =>
          Math.min(high, Math.max(low, low + share * (high - low)));
        const value = evaluate(expression, { x: between(ofX, s), beta: between(ofBeta, t) });
        fc.pre(!Number.isNaN(value));
        const [low, high] = boundsOf(expression, ({ kind }) => (kind === 'input' ? ofX : ofBeta));
        const slack = Number.isFinite(value) ? 1e-9 * Math.max(1, Math.abs(value)) : 0;
        expect(low - slack).toBeLessThanOrEqual(value);
        expect(high + slack).toBeGreaterThanOrEqual(value);
      },
    ),
    { numRuns: 3000 },
  );
});
