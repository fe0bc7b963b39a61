import { closeTo } from '@rectified/testing';
import * as tf from '@tensorflow/tfjs-core';
import { demand, forward, make, type Subject } from './subject.js';

/** Pairs of input and output. */
export type Values = readonly (readonly [x: number, y: number])[];

/**
 * The values at -2, -1, -1/2, 0, 1/2, 1, 2 and both infinities.
 *
 * @example
 * testActivation(elu, { values: usualValues(-0.8646647, -0.6321206, -0.3934693, 0, 0.5, 1, 2, Infinity, -1), ... });
 */
export function usualValues(...values: readonly number[]): Values {
  const points = [-2, -1, -0.5, 0, 0.5, 1, 2, Infinity, -Infinity];
  demand(values.length === points.length, `values: expected ${points.length}, at ${points.join(', ')}`);
  return points.map((x, index) => [x, values[index]!]);
}

// Enough rows to reach the vectorized and the remaining part of a kernel's loop.
const copies = 17;

/** The documented outputs in inference. */
export function checkValues(subject: Subject, values: Values, complete: boolean): void {
  const inputs = values.map(([x]) => x);
  const missing = complete ? [0, Infinity, -Infinity].filter((x) => !inputs.includes(x)) : [];
  demand(missing.length === 0, `values: the output at ${missing.join(' and ')} is not documented`);
  tf.tidy(() => {
    const x = tf.tensor2d(Array.from({ length: copies }, () => inputs).flat(), [copies * inputs.length, 1]);
    const y = forward(make(subject), x, false).dataSync();
    values.forEach(([x, expected], i) => {
      for (let row = i; row < y.length; row += inputs.length)
        try {
          closeTo([y[row]!], [expected]);
        } catch (cause) {
          throw new Error(`at x = ${x}: expected ${expected}, got ${y[row]}`, { cause });
        }
    });
  });
}
