import * as tf from '@tensorflow/tfjs-core';
import { backward, demand, forward, make, type Subject } from './subject.js';

/** Rows of input, output in inference and, where known, slope dy/dx. */
export type Golden = readonly (readonly (number | undefined)[])[];

/** Tolerance, relative to the true value or 1, whichever is larger. */
const tolerance = 5 * 2 ** -24;

/**
 * Value and slope equal those of a source other than this code, within 5 * 2^-24 of the number or of 1: the paper's table,
 * another library, arbitrary precision, or a calculation by hand. A missing source is a fault, too.
 */
export function checkGolden(subject: Subject, golden: Golden): void {
  demand(
    golden.length > 0,
    'there are none yet, so nothing shows that this is the intended function. Add inputs, outputs and slopes [x, y, dy/dx] to ' +
      '`golden` from another source: the paper, PyTorch, SciPy, mpmath, or by hand',
  );
  tf.tidy(() => {
    const layer = make(subject);
    const x = tf.tensor2d(
      golden.map(([x]) => x!),
      [golden.length, 1],
    );
    const y = forward(layer, x, false);
    const [slopes] = backward(layer, x, tf.onesLike(y), false);
    const [values, derivatives] = [y.dataSync(), slopes!.dataSync()];
    golden.forEach(([x, expected, slope], i) => {
      compare(`at x = ${x}`, values[i]!, expected!);
      if (slope !== undefined) compare(`slope at x = ${x}`, derivatives[i]!, slope);
    });
  });
}

function compare(what: string, got: number, expected: number): void {
  const agree = Number.isFinite(expected)
    ? Math.abs(got - expected) <= tolerance * Math.max(1, Math.abs(expected))
    : Object.is(got, expected);
  demand(agree, `${what}: expected ${expected}, got ${got}`);
}
