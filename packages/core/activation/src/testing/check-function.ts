import { type Expression, evaluate } from '@rectified/expression';
import { uniform } from '@rectified/random';
import * as tf from '@tensorflow/tfjs-core';
import { rectifierIn } from '../rectifier-in.js';
import { callOf, numbersOf } from './elementwise-subject.js';
import { backward, demand, forward, make, modes, type Subject, within } from './subject.js';

/** Tolerance, relative to the true value or 1, whichever is larger. */
const tolerance = 5 * 2 ** -24;

const smallestNormal = 2 ** -126;

/** float32 values: denormal, tiny, small, large and huge, of both signs, and infinities and NaN. */
const special = [
  ...[0, 1.4e-45, 1e-40, 1.1754944e-38, 1e-20, 1e-7, 1e-3, 50, 87, 88, 89, 104, 1e3, 1e5, 1e10, 1e30],
  Number.POSITIVE_INFINITY,
].flatMap((size) => [-size, size].map(Math.fround));

/** Those, and numbers from -20 to 20, including neighbors of kinks. */
function pointsAround(kinks: readonly number[]): number[] {
  const neighbors = kinks.flatMap((kink) =>
    [1 - 2 ** -22, 1, 1 + 2 ** -22].map((by) => Math.fround(kink * by)),
  );
  const between = Array.from({ length: 321 }, (_, i) => Math.fround((i - 160) / 8.1));
  return [...special, ...neighbors, ...between, Number.NaN];
}

/**
 * A formula's layer computes its function: value, gradient and gradients of parameters equal those of the formula in float64,
 * within 5 * 2^-24 of the value or of 1.
 */
export function checkFunction(subject: Subject): void {
  for (const { training, mode } of modes)
    within(`in ${mode}`, () => {
      const points = pointsAround(subject.kinks);
      checkPoints(subject, training, points);
      // One at a time, so that the gradient of a shared parameter is that of one element.
      for (const x of [-30, -3, -1, -0.1, 0, 0.1, 1, 3, 30]) checkPoints(subject, training, [x]);
    });
}

function checkPoints(subject: Subject, training: boolean, points: readonly number[]): void {
  tf.tidy(() => {
    const layer = make(subject);
    const x = tf.tensor2d(Float32Array.from(points), [1, points.length]);
    const y = forward(layer, x, training);
    const call = callOf(layer, training);
    if (call === undefined) return;
    const { function: of, noise } = call;
    const numbers: Record<string, ArrayLike<number>> = {
      ...numbersOf(call),
      ...Object.fromEntries(of.noise.map(({ name }, i) => [name, uniform(points.length, noise[i]!)])),
    };
    const at = (expression: Expression, i: number, x = points[i]!) =>
      evaluate(expression, {
        ...Object.fromEntries(
          Object.entries(numbers).map(([name, each]) => [name, each[each.length === 1 ? 0 : i]!]),
        ),
        x,
      });
    const compare = (what: string, got: ArrayLike<number>, expression: Expression) => {
      for (let i = 0; i < points.length; i++) {
        const expected = at(expression, i);
        demand(
          // Some devices treat denormal numbers as 0.
          isPromised(got[i]!, expected) ||
            (Math.abs(points[i]!) < smallestNormal && isPromised(got[i]!, at(expression, i, 0))),
          `${what} at x = ${points[i]}: expected ${expected}, got ${got[i]}${errorOf(got[i]!, expected)}`,
        );
      }
    };
    compare('value', y.dataSync(), of.value);
    const [dx, ...gradients] = backward(layer, x, tf.onesLike(y), training).map((each) => each.dataSync());
    const slopes = rectifierIn(of.value) !== undefined && tf.getBackend() === 'tensorflow';
    // TensorFlow's kernel treats NaN as negative.
    const gradient = slopes ? dx!.map((value, i) => (Number.isNaN(points[i]!) ? points[i]! : value)) : dx!;
    compare('gradient', gradient, of.derivatives.input);
    of.parameters.forEach(({ name }, i) => {
      if (gradients[i]!.length === points.length)
        compare(`gradient of ${name}`, gradients[i]!, of.derivatives.parameters[i]!);
    });
  });
}

/** How large an error is, and what most often causes it. */
function errorOf(got: number, expected: number): string {
  if (!Number.isFinite(expected)) return '';
  if (!Number.isFinite(got))
    return '. If an intermediate result is too large for float32, give the formula a `stable` form in which none is';
  const size = Math.abs(got - expected) / 2 ** -24 / Math.max(1, Math.abs(expected));
  return (
    `, which is off by ${size.toPrecision(3)} * 2^-24, relative to it or absolute (at most 5 are allowed). If numbers cancel ` +
    'each other, give the formula a `stable` form in which they do not'
  );
}

function isPromised(got: number, expected: number): boolean {
  if (!Number.isFinite(Math.fround(expected))) return Object.is(got, Math.fround(expected));
  return Math.abs(got - expected) <= tolerance * Math.max(1, Math.abs(expected));
}
