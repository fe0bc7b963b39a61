import { InputError } from '@rectified/errors';
import * as tf from '@tensorflow/tfjs-core';
import { rateAt } from './schedule.js';
import type { Sgd } from './sgd.js';
import { variableFactors } from './variable-factors.js';
import { nameOf, variableOf, type Weight } from './weights.js';

/** Stochastic gradient descent at work on a model's weights. */
export interface MomentumSgd {
  /** The variables it needs gradients of; frozen ones are not among them. */
  readonly variables: tf.Variable[];
  /** One update. `step` counts the updates before it, `epoch` counts from 1. Gradients by the variables' tfjs names. */
  update(gradients: tf.NamedTensorMap, at: { step: number; epoch: number }): void;
  /** The momentum of every variable, to be saved. */
  momentum(): { name: string; tensor: tf.Tensor }[];
  /** Goes on from saved momentum; takes the tensors over. */
  restore(momentum: Readonly<Record<string, tf.Tensor>>): void;
  dispose(): void;
}

/**
 * The update of {@link sgd}, by four TensorFlow operations for a weight without decay and six for one with. A weight's
 * constraint, if its layer has one, is applied after the update.
 */
export function momentumSgd(
  weights: readonly Weight[],
  { rate, momentum: mu, decay, clip, groups }: Sgd,
): MomentumSgd {
  const names = weights.map(nameOf);
  const factors = variableFactors(names, groups);
  const learned = weights
    .map((weight, index) => ({ weight, name: names[index]!, factor: factors[index]! }))
    .filter(({ factor }) => factor.rate > 0);
  if (learned.length === 0) throw new InputError({ what: 'the model has no weights to learn' });
  let momenta = learned.map(({ weight }) => tf.keep(tf.zerosLike(weight.read())));

  const replace = (next: tf.Tensor[]) => {
    tf.dispose(momenta);
    momenta = next;
  };

  return {
    variables: learned.map(({ weight }) => variableOf(weight)),
    update: (gradients, at) =>
      tf.tidy(() => {
        const scalars = new Map<number, tf.Scalar>();
        const scalar = (value: number) => {
          const made = scalars.get(value) ?? tf.scalar(value);
          scalars.set(value, made);
          return made;
        };
        const missing = learned.find(({ weight }) => gradients[weight.name] === undefined);
        if (missing !== undefined)
          throw new InputError({ what: `the loss does not depend on the variable ${missing.name}` });
        const clipped = clipAll(
          learned.map(({ weight }) => gradients[weight.name]!),
          clip,
        );
        replace(
          learned.map(({ weight, factor }, index) => {
            const variable = variableOf(weight);
            const own = rateAt(rate, at, factor.rate);
            const shrink = own * decay * factor.decay;
            let next = tf.sub(tf.mul(momenta[index]!, scalar(mu)), tf.mul(clipped[index]!, scalar(own)));
            if (shrink > 0) next = tf.sub(next, tf.mul(variable, scalar(shrink)));
            weight.write(tf.add(variable, next));
            return tf.keep(next);
          }),
        );
      }),
    momentum: () => learned.map(({ name }, index) => ({ name, tensor: momenta[index]! })),
    restore: (saved) => replace(learned.map(({ name }) => tf.keep(saved[name]!))),
    dispose: () => replace([]),
  };
}

function clipAll(gradients: tf.Tensor[], { value, norm }: Sgd['clip']): tf.Tensor[] {
  const limited =
    value === undefined ? gradients : gradients.map((gradient) => tf.clipByValue(gradient, -value, value));
  if (norm === undefined) return limited;
  const length = tf.sqrt(tf.addN(limited.map((gradient) => tf.sum(tf.square(gradient)))));
  const scale = tf.minimum(tf.div(norm, length), 1);
  return limited.map((gradient) => tf.mul(gradient, scale));
}
