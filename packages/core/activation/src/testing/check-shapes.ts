import * as tf from '@tensorflow/tfjs-core';
import { demand, forward, make, modes, type Subject, sample, within } from './subject.js';

const shapes = [
  [1, 1],
  [3, 5],
  [2, 3, 7],
  [2, 5, 7, 3],
  [1, 2, 3, 2, 5],
  [0, 3],
  [0, 2, 2, 3],
];

/** Dense and convolutional inputs, odd sizes, no example at all, and batches of changing size. */
export function checkShapes(subject: Subject): void {
  for (const { training, mode } of modes)
    for (const shape of shapes)
      within(`input [${shape}] in ${mode}`, () =>
        tf.tidy(() => {
          const layer = make(subject);
          for (const input of [shape, [shape[0]! + 2, ...shape.slice(1)]]) {
            const y = forward(layer, sample(input, subject.kinks), training);
            const expected = String(layer.computeOutputShape(input));
            demand(String(y.shape) === expected, `expected an output [${expected}], got [${y.shape}]`);
            demand(y.dtype === 'float32', `expected float32, got ${y.dtype}`);
          }
        }),
      );
}
