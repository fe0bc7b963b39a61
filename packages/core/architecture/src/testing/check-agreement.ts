import { closeTo } from '@rectified/testing';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { type Gradient, gradientsOf } from './gradients-of.js';
import { Slopes } from './slopes.js';
import type { Build } from './subject.js';

/** Gradients are the same on every backend, in training with the same noise. */
export async function checkAgreement(
  build: Build,
  backends: readonly string[],
  smooth: boolean,
): Promise<void> {
  const activation = () => (smooth ? tfl.layers.activation({ activation: 'tanh' }) : new Slopes());
  // Networks that need this amplify every rounding error.
  const share = smooth ? 1e-3 : 1e-4;
  const all: Gradient[][] = [];
  for (const backend of backends) {
    await tf.setBackend(backend);
    all.push(gradientsOf(build({ activation })));
  }
  const [expected, ...others] = all;
  others.forEach((other, i) => {
    other.forEach(({ name, values }, j) => {
      const { values: wanted, largest, learned } = expected![j]!;
      try {
        closeTo(values, wanted, { absolute: learned ? share * largest : 1e-5, relative: 1e-3 });
      } catch (cause) {
        throw new Error(
          `the gradient by ${name}, ${backends[i + 1]} against ${backends[0]}: ${(cause as Error).message}`,
          { cause },
        );
      }
    });
  });
}
