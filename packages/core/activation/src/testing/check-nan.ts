import * as tf from '@tensorflow/tfjs-core';
import { demand, forward, make, modes, type Subject } from './subject.js';

/** An activation must not hide that a network has diverged: NaN in, NaN out. */
export function checkNaN(subject: Subject): void {
  for (const { training, mode } of modes)
    tf.tidy(() => {
      const y = forward(make(subject), tf.fill([5, 7], Number.NaN), training).dataSync();
      const swallowed = y.findIndex((value) => !Number.isNaN(value));
      demand(swallowed === -1, `NaN became ${y[swallowed]} in ${mode}`);
    });
}
