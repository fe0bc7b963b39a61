import { closeTo } from '@rectified/testing';
import * as tf from '@tensorflow/tfjs-core';
import {
  acceptedShape,
  backward,
  demand,
  forward,
  make,
  modes,
  type Subject,
  sample,
  within,
} from './subject.js';

// A power of two, so that x + step is exact in float32. Central differences then err by step² y'''/6 (1e-5 for
// y''' = 1) and by the rounding of y over the step (3e-5 for |y| = 3): well below the tolerance.
const step = 2 ** -7;
const tolerance = { absolute: 2e-3, relative: 2e-3 };

/** Compares the gradients of the input and of every trainable weight with central differences. */
export function checkGradients(subject: Subject): void {
  for (const { training, mode } of modes)
    tf.tidy(() => {
      const layer = make(subject);
      const x = sample(acceptedShape(layer, [2, 2, 2, 3]), subject.kinks);
      const y = forward(layer, x, training);
      const dy = tf.tensor(
        y.dataSync().map((_, i) => ((i * 5) % 7) / 4 - 0.5),
        y.shape,
      );
      const weighted = dy.dataSync();
      /** sum(y dy) in double precision. */
      const loss = (input: tf.Tensor) =>
        tf.tidy(() => {
          const y: ArrayLike<number> = forward(layer, input, training).dataSync();
          return Array.from(y).reduce((sum, v, i) => sum + v * weighted[i]!, 0);
        });

      const [dx, ...dw] = backward(layer, x, dy, training).map((gradient) => gradient.dataSync());
      const slopes = differences(x, loss);
      within(`by the input, in ${mode}`, () => agree(dx!, slopes, x.dataSync()));
      layer.trainableWeights.forEach((weight, i) => {
        const value = tf.clone(weight.read());
        const slopes = differences(value, (changed) => {
          weight.write(changed);
          return loss(x);
        });
        weight.write(value);
        within(`by the weight ${weight.originalName}, in ${mode}`, () =>
          agree(dw[i]!, slopes, value.dataSync()),
        );
      });
      layer.dispose();
    });
}

/** The layer's gradients and the slopes of its outputs, `at` the numbers that were changed. */
function agree(gradients: ArrayLike<number>, slopes: readonly number[], at: ArrayLike<number>): void {
  demand(gradients.length === slopes.length, `expected ${slopes.length} elements, got ${gradients.length}`);
  slopes.forEach((slope, i) => {
    try {
      closeTo([gradients[i]!], [slope], tolerance);
    } catch (cause) {
      throw new Error(
        `at ${at[i]} the outputs change by ${slope} (finite differences), and the gradient says ${gradients[i]}`,
        { cause },
      );
    }
  });
}

function differences(at: tf.Tensor, loss: (at: tf.Tensor) => number): number[] {
  const values = at.dataSync();
  const lossAt = (index: number, value: number) => {
    const changed = Float32Array.from(values);
    changed[index] = value;
    return loss(tf.tensor(changed, at.shape));
  };
  return Array.from(values, (v, i) => (lossAt(i, v + step) - lossAt(i, v - step)) / (2 * step));
}
