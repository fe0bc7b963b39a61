import * as tf from '@tensorflow/tfjs-core';
import { backward, demand, forward, make, type Subject } from './subject.js';

/** Rows of x, y and dy/dx. */
export type Golden = readonly (readonly number[])[];

/** The error that is allowed, as a part of the true value or of 1, whichever is larger. */
const promise = 5 * 2 ** -24;

/**
 * In inference, value and gradient are those of a source that is not this code, up to 5 * 2^-24 of the number or of 1. None at
 * all is a fault: nobody has looked yet.
 */
export function checkGolden(subject: Subject, golden: Golden): void {
  demand(
    golden.length > 0,
    'there are no golden values, so nothing says that this is the function that was published: expected inputs, outputs and ' +
      'slopes [x, y, dy/dx] from the paper, PyTorch, SciPy, mpmath, or by hand',
  );
  const points = golden.map(([x]) => x!);
  tf.tidy(() => {
    const layer = make(subject);
    const x = tf.tensor2d(points, [1, points.length]);
    const y = forward(layer, x, false);
    const [dx] = backward(layer, x, tf.onesLike(y), false);
    const compare = (what: string, got: ArrayLike<number>, column: number) => {
      golden.forEach((row, i) => {
        const expected = row[column]!;
        const error = Math.abs(got[i]! - expected) / Math.max(1, Math.abs(expected));
        demand(
          error <= promise,
          `${what} at x = ${points[i]}: expected ${expected}, got ${got[i]}, ${(error / 2 ** -24).toPrecision(3)} * 2^-24 of it or of 1 away`,
        );
      });
    };
    compare('value', y.dataSync(), 1);
    compare('gradient', dx!.dataSync(), 2);
  });
}
