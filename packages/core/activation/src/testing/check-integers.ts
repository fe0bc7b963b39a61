import { closeTo } from '@rectified/testing';
import * as tf from '@tensorflow/tfjs-core';
import { acceptedShape, demand, forward, make, type Subject, within } from './subject.js';

const integers = [-3, -2, 0, 1, 3];

/** int32 input gives the same result as float32 input, or an error that names the type. */
export function checkIntegers(subject: Subject): void {
  tf.tidy(() => {
    const layer = make(subject);
    const shape = acceptedShape(layer, [1, integers.length]);
    const floats = tf.tensor(
      Array.from({ length: tf.util.sizeFromShape(shape) }, (_, i) => integers[i % integers.length]!),
      shape,
    );
    const expected = forward(layer, floats, false).dataSync();
    let y: tf.Tensor;
    try {
      y = forward(layer, tf.cast(floats, 'int32'), false);
    } catch (error) {
      demand(
        /int32|float32|dtype/.test(String(error)),
        `int32 input: expected an error that names it, got ${error}`,
      );
      return;
    }
    within('int32 input', () => {
      demand(y.dtype === 'float32', `expected float32, got ${y.dtype}`);
      closeTo(y.dataSync(), expected);
    });
  });
}
