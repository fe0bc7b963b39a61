import * as tf from '@tensorflow/tfjs-core';

/** What a step needs besides its rates. */
export interface SgdStepInputs {
  /** The weights; `momenta` and `gradients` are in the same order. */
  weights: readonly tf.Tensor[];
  momenta: readonly tf.Tensor[];
  gradients: readonly tf.Tensor[];
  momentum: number;
  /** Limits on the gradients before decay is added: on every element, and on their joint norm. Default: none. */
  clip?: { value?: number; norm?: number };
}

/** New tensors, in the order of the weights. */
export type SgdStep = {
  weights: tf.Tensor[];
  momenta: tf.Tensor[];
};

/** The rate of a weight as a tensor, and the rate times its decay if it has one. */
export interface Pace {
  readonly rate: tf.Scalar;
  readonly shrink?: tf.Scalar;
}

/**
 * The step of `sgdStep` composed of tfjs's operations: four for a weight without decay, six for one with. Its rates are tensors, for
 * steps that are recorded once and run many times.
 */
export function composedSgdStep(
  { weights, momenta, gradients, momentum, clip }: SgdStepInputs,
  paces: readonly Pace[],
): SgdStep {
  const clipped = clipAll(gradients, clip);
  const mu = tf.scalar(momentum);
  const next = momenta.map((old, i) => {
    const { rate, shrink } = paces[i]!;
    const moved = tf.sub(tf.mul(old, mu), tf.mul(clipped[i]!, rate));
    return shrink === undefined ? moved : tf.sub(moved, tf.mul(weights[i]!, shrink));
  });
  return { momenta: next, weights: next.map((moved, i) => tf.add(weights[i]!, moved)) };
}

function clipAll(
  gradients: readonly tf.Tensor[],
  { value, norm }: NonNullable<SgdStepInputs['clip']> = {},
): tf.Tensor[] {
  const limited = gradients.map((gradient) =>
    value === undefined ? gradient : tf.clipByValue(gradient, -value, value),
  );
  if (norm === undefined) return limited;
  const length = tf.sqrt(tf.addN(limited.map((gradient) => tf.sum(tf.square(gradient)))));
  const scale = tf.minimum(tf.div(norm, length), 1);
  return limited.map((gradient) => tf.mul(gradient, scale));
}
