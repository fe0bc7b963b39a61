import { closeTo } from '@rectified/testing';
import * as tf from '@tensorflow/tfjs-core';
import { acceptedShape, forward, make, modes, type Subject, sample, within } from './subject.js';

// Backends approximate functions such as tanh differently; different noise would differ by far more.
const tolerance = { absolute: 1e-5, relative: 1e-4 };

/** Every backend computes the same numbers, in training with the same noise. */
export async function checkAgreement(subject: Subject, backends: readonly string[]): Promise<void> {
  const outputs: Float32Array[][] = [];
  for (const backend of backends) {
    await tf.setBackend(backend);
    outputs.push(
      modes.map(({ training }) =>
        tf.tidy(() => {
          const layer = make(subject);
          const x = sample(acceptedShape(layer, [2, 3, 5, 4]), subject.kinks);
          return forward(layer, x, training).dataSync<'float32'>();
        }),
      ),
    );
  }
  backends.forEach((backend, i) => {
    modes.forEach(({ mode }, j) => {
      within(`${backend} against ${backends[0]}, in ${mode}`, () =>
        closeTo(outputs[i]![j]!, outputs[0]![j]!, tolerance),
      );
    });
  });
}
