import * as tf from '@tensorflow/tfjs-core';
import { backward, demand, forward, make, type Subject, sample } from './subject.js';

/** In inference f(x) - f(-x) = c x, and so f'(x) + f'(-x) = c. */
export function checkReflection(subject: Subject, c: number): void {
  tf.tidy(() => {
    const layer = make(subject);
    const x = tf.concat([sample([1, 97], subject.kinks), tf.tensor2d([[0.001, 8.5, 40, 1e5]])], 1);
    const [y, mirrored] = [x, tf.neg(x)].map((at) => forward(layer, at, false));
    const [dx, mirroredDx] = [x, tf.neg(x)].map((at) => backward(layer, at, tf.onesLike(at), false)[0]!);
    const [points, odd, even] = [x, tf.sub(y!, mirrored!), tf.add(dx!, mirroredDx!)].map((t) => t.dataSync());
    points!.forEach((at, i) => {
      // Rounding of two values and of their difference.
      const tolerance = 12 * 2 ** -24 * Math.max(1, Math.abs(at));
      demand(
        Math.abs(odd![i]! - c * at) <= tolerance,
        `f(${at}) - f(${-at}): expected ${c * at}, got ${odd![i]}`,
      );
      demand(
        Math.abs(even![i]! - c) <= 12 * 2 ** -24,
        `f'(${at}) + f'(${-at}): expected ${c}, got ${even![i]}`,
      );
    });
  });
}
