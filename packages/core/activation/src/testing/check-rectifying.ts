import { isStochastic, uniform } from '@rectified/random';
import { closeTo } from '@rectified/testing';
import * as tf from '@tensorflow/tfjs-core';
import { isRectifying, type NegativeSlope } from '../rectifying.js';
import { aKey, backward, demand, forward, make, modes, type Subject, sample, within } from './subject.js';

/** What a layer says of its negative side is what it computes: the same output, gradient and count of its noise. */
export function checkRectifying(subject: Subject): void {
  for (const { training, mode } of modes)
    within(`rectifier() in ${mode}`, () =>
      tf.tidy(() => {
        const layer = make(subject);
        const x = sample([2, 3, 5, 4], subject.kinks);
        const y = forward(layer, x, training);
        if (!isRectifying(layer)) return;
        const [dx] = backward(layer, x, tf.onesLike(y), training);
        const after = isStochastic(layer) && layer.noise.step;

        if (isStochastic(layer)) layer.noise = aKey;
        const slopes = slopesOf(layer.rectifier({ training }), x.shape);
        const values = x.dataSync();
        const slopeAt = (i: number) => (values[i]! > 0 ? 1 : slopes[i % slopes.length]!);
        closeTo(
          y.dataSync(),
          values.map((value, i) => value * slopeAt(i)),
        );
        closeTo(
          dx!.dataSync(),
          values.map((_, i) => slopeAt(i)),
        );
        demand(
          !isStochastic(layer) || layer.noise.step === after,
          'counts the step of the noise otherwise than a call does',
        );
      }),
    );
}

function slopesOf(slope: NegativeSlope, shape: number[]): ArrayLike<number> {
  if (slope.kind === 'fixed') return [slope.slope];
  if (slope.kind === 'channel') {
    const [low, high] = slope.clip ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
    return slope.slopes.dataSync().map((value) => Math.min(Math.max(value, low), high));
  }
  const { kind, lower, upper, noise } = slope;
  return uniform(tf.util.sizeFromShape(shape), noise).map((u) => {
    const drawn = lower + (upper - lower) * u;
    return kind === 'divisor' ? 1 / drawn : drawn;
  });
}
