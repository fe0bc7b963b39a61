import type { ParameterUpdate } from '@rectified/activation';
import { InputError } from '@rectified/errors';
import { composedSgdStep, type SgdStep, type SgdStepInputs, sgdStep } from '@rectified/kernels';
import * as tf from '@tensorflow/tfjs-core';
import { rateAt, type UpdatePlace } from './schedule.js';
import type { Sgd } from './sgd.js';
import { variableFactors } from './variable-factors.js';
import { nameOf, variableOf, type Weight } from './weights.js';

/** Stochastic gradient descent on a model's weights. */
export interface MomentumSgd {
  /** The variables it needs gradients of; frozen ones are excluded. */
  readonly variables: tf.Variable[];
  /** One update. Gradients are given by the variables' tfjs names. */
  update(gradients: tf.NamedTensorMap, at: UpdatePlace): void;
  /** How many numbers {@link coefficientsAt} returns. */
  readonly coefficientCount: number;
  /** Everything about an update that depends on time: rates, and rates times decays. */
  coefficientsAt(at: UpdatePlace): number[];
  /** One update with coefficients in a tensor: for an update that is compiled once and run many times. */
  updateBy(gradients: tf.NamedTensorMap, coefficients: tf.Tensor1D): void;
  /** The momentum of every variable, to be saved. */
  momentum(): { name: string; tensor: tf.Tensor }[];
  /** The same, settable one by one. */
  momenta(): { name: string; read(): tf.Tensor; assign(value: tf.Tensor): void }[];
  /** Continues from saved momentum; takes ownership of the tensors. */
  restore(momentum: Readonly<Record<string, tf.Tensor>>): void;
  dispose(): void;
}

/**
 * The update of {@link sgd}. If a weight's layer has a constraint, it is applied afterwards. `updates` contains what layers
 * declare about their own weights.
 */
export function momentumSgd(
  weights: readonly Weight[],
  { rate, momentum: mu, decay, clip, groups }: Sgd,
  updates: ReadonlyMap<Weight, ParameterUpdate> = new Map(),
): MomentumSgd {
  const names = weights.map(nameOf);
  const factors = variableFactors(
    names,
    groups,
    weights.map((weight) => updates.get(weight)),
  );
  const learned = weights
    .map((weight, index) => ({ weight, name: names[index]!, factor: factors[index]! }))
    .filter(({ factor }) => factor.rate > 0);
  if (learned.length === 0) throw new InputError({ what: 'the model has no weights to learn' });
  let momenta = learned.map(({ weight }) => tf.keep(tf.zerosLike(weight.read())));

  const replace = (next: tf.Tensor[]) => {
    tf.dispose(momenta);
    momenta = next;
  };
  /** The factors of the gradient and, if there is decay, of the weight itself are the same for many weights. */
  const paces = learned.map(({ factor }) => ({ factor: factor.rate, decay: decay * factor.decay }));
  const kinds = [...new Map(paces.map((pace) => [JSON.stringify(pace), pace])).values()];
  const ratesAt = (at: UpdatePlace) => new Map(kinds.map(({ factor }) => [factor, rateAt(rate, at, factor)]));

  const take = (gradients: tf.NamedTensorMap, stepOf: (given: SgdStepInputs) => SgdStep) =>
    tf.tidy(() => {
      const missing = learned.find(({ weight }) => gradients[weight.name] === undefined);
      if (missing !== undefined) throw notLearned(missing.name);
      const step = stepOf({
        weights: learned.map(({ weight }) => weight.read()),
        momenta,
        gradients: learned.map(({ weight }) => gradients[weight.name]!),
        momentum: mu,
        clip,
      });
      learned.forEach(({ weight }, index) => {
        weight.write(step.weights[index]!);
      });
      replace(step.momenta.map(tf.keep));
    });

  return {
    variables: learned.map(({ weight }) => variableOf(weight)),
    update: (gradients, at) =>
      take(gradients, (given) => {
        const rates = ratesAt(at);
        return sgdStep({
          ...given,
          rates: paces.map(({ factor }) => rates.get(factor)!),
          decays: paces.map(({ decay }) => decay),
        });
      }),
    coefficientCount: 2 * kinds.length,
    coefficientsAt: (at) => {
      const rates = ratesAt(at);
      return kinds.flatMap(({ factor, decay }) => [rates.get(factor)!, rates.get(factor)! * decay]);
    },
    updateBy: (gradients, coefficients) =>
      take(gradients, (given) => {
        const scalars = tf.unstack(coefficients) as tf.Scalar[];
        const places = paces.map((pace) =>
          kinds.findIndex(({ factor, decay }) => factor === pace.factor && decay === pace.decay),
        );
        return composedSgdStep(
          given,
          places.map((place) => ({
            rate: scalars[2 * place]!,
            shrink: kinds[place]!.decay > 0 ? scalars[2 * place + 1] : undefined,
          })),
        );
      }),
    momentum: () => learned.map(({ name }, index) => ({ name, tensor: momenta[index]! })),
    momenta: () =>
      learned.map(({ name }, index) => ({
        name,
        read: () => momenta[index]!,
        assign: (value) => {
          momenta[index]!.dispose();
          momenta[index] = tf.keep(tf.clone(value));
        },
      })),
    restore: (saved) => replace(learned.map(({ name }) => tf.keep(saved[name]!))),
    dispose: () => replace([]),
  };
}

/** The error for a variable without a gradient. */
export function notLearned(name: string): InputError {
  return new InputError({
    what: `the loss does not depend on the variable ${name}`,
    remedy: 'Leave out its layer, or freeze it (`trainable: false`)',
  });
}
