import type { ParameterUpdate } from '@rectified/activation';
import { InputError } from '@rectified/errors';
import { nativeLoaded, type SgdStep, type SgdStepOptions, sgdStep } from '@rectified/native';
import * as tf from '@tensorflow/tfjs-core';
import { rateAt, type UpdatePlace } from './schedule.js';
import type { Sgd } from './sgd.js';
import { variableFactors } from './variable-factors.js';
import { nameOf, variableOf, type Weight } from './weights.js';

/** Stochastic gradient descent at work on a model's weights. */
export interface MomentumSgd {
  /** The variables it needs gradients of; frozen ones are not among them. */
  readonly variables: tf.Variable[];
  /** One update. Gradients by the variables' tfjs names. */
  update(gradients: tf.NamedTensorMap, at: UpdatePlace): void;
  /** The momentum of every variable, to be saved. */
  momentum(): { name: string; tensor: tf.Tensor }[];
  /** Goes on from saved momentum; takes the tensors over. */
  restore(momentum: Readonly<Record<string, tf.Tensor>>): void;
  dispose(): void;
}

/**
 * The update of {@link sgd}. A weight's constraint, if its layer has one, is applied after it. `updates`: what layers say
 * of their weights themselves.
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

  return {
    variables: learned.map(({ weight }) => variableOf(weight)),
    update: (gradients, at) =>
      tf.tidy(() => {
        const missing = learned.find(({ weight }) => gradients[weight.name] === undefined);
        if (missing !== undefined)
          throw new InputError({ what: `the loss does not depend on the variable ${missing.name}` });
        const step = (nativeLoaded() ? sgdStep : composedStep)({
          weights: learned.map(({ weight }) => weight.read()),
          momenta,
          gradients: learned.map(({ weight }) => gradients[weight.name]!),
          rates: learned.map(({ factor }) => rateAt(rate, at, factor.rate)),
          decays: learned.map(({ factor }) => decay * factor.decay),
          momentum: mu,
          clip,
        });
        learned.forEach(({ weight }, index) => {
          weight.write(step.weights[index]!);
        });
        replace(step.momenta.map(tf.keep));
      }),
    momentum: () => learned.map(({ name }, index) => ({ name, tensor: momenta[index]! })),
    restore: (saved) => replace(learned.map(({ name }) => tf.keep(saved[name]!))),
    dispose: () => replace([]),
  };
}

/** The step of ordinary operations: four for a weight without decay and six for one with. */
function composedStep({
  weights,
  momenta,
  gradients,
  rates,
  decays,
  momentum,
  clip,
}: SgdStepOptions): SgdStep {
  const scalars = new Map<number, tf.Scalar>();
  const scalar = (value: number) => {
    const made = scalars.get(value) ?? tf.scalar(value);
    scalars.set(value, made);
    return made;
  };
  const clipped = clipAll(gradients, clip);
  const next = momenta.map((old, i) => {
    const shrink = rates[i]! * decays[i]!;
    const moved = tf.sub(tf.mul(old, scalar(momentum)), tf.mul(clipped[i]!, scalar(rates[i]!)));
    return shrink > 0 ? tf.sub(moved, tf.mul(weights[i]!, scalar(shrink))) : moved;
  });
  return { momenta: next, weights: next.map((moved, i) => tf.add(weights[i]!, moved)) };
}

function clipAll(
  gradients: readonly tf.Tensor[],
  { value, norm }: NonNullable<SgdStepOptions['clip']> = {},
): tf.Tensor[] {
  const limited = gradients.map((gradient) =>
    value === undefined ? gradient : tf.clipByValue(gradient, -value, value),
  );
  if (norm === undefined) return limited;
  const length = tf.sqrt(tf.addN(limited.map((gradient) => tf.sum(tf.square(gradient)))));
  const scale = tf.minimum(tf.div(norm, length), 1);
  return limited.map((gradient) => tf.mul(gradient, scale));
}
