import * as tf from '@tensorflow/tfjs-core';
import { acceptedShape, backward, demand, forward, make, modes, type Subject, sample } from './subject.js';

/** Called outside `tf.tidy`, as users may do, a layer must leave only its output in memory and, when disposed of, nothing. */
export function checkMemory(subject: Subject): void {
  const x = sample(acceptedShape(make(subject), [2, 3, 5, 4]), subject.kinks);
  const tensors = () => tf.memory().numTensors;
  try {
    // Twice: the first layer may create constants that are kept.
    for (const last of [false, true]) {
      const before = tensors();
      const layer = make(subject);
      tf.dispose(forward(layer, x, false));
      for (const { training, mode } of modes) {
        const dy = tf.tidy(() => tf.onesLike(forward(layer, x, training)));
        const start = tensors();
        tf.dispose(forward(layer, x, training));
        const passed = tensors();
        tf.dispose(backward(layer, x, dy, training));
        const end = tensors();
        tf.dispose(dy);
        if (!last) continue;
        demand(
          passed === start,
          `a forward pass in ${mode} leaves ${passed - start} tensors behind; use tf.tidy`,
        );
        demand(end === passed, `a backward pass in ${mode} leaves ${end - passed} tensors behind`);
      }
      layer.dispose();
      if (last) demand(tensors() === before, `dispose() leaves ${tensors() - before} tensors behind`);
    }
  } finally {
    tf.dispose(x);
  }
}
