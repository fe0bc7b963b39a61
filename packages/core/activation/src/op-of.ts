import { type Check, checkValue, trueOrFalse } from '@rectified/errors';
import type { NoiseKey } from '@rectified/random';
import type * as tf from '@tensorflow/tfjs-core';
import type { Formula } from './activation-description.js';
import { callOf } from './call-of.js';
import { camelCase } from './camel-case.js';
import { completeConfig } from './complete-config.js';
import { compute } from './compute.js';
import type { AnyFormula, ConfigOf, Options } from './formula-description.js';

/** Additional options of random ops. */
interface Training {
  /** Whether to use the random function of training or the fixed one of inference. It has no default, so that it is not forgotten. */
  training: boolean;
  /** Which random numbers; needed in training. */
  noise?: NoiseKey;
}

/** Arguments of an op besides its input: options, values of parameters and, if it is random, mode and noise. */
export type OpOptions<F> =
  F extends Formula<infer O, infer P, infer N>
    ? ConfigOf<O> & { [Name in P]?: tf.Tensor | tf.TensorLike } & ([N] extends [never] ? unknown : Training)
    : never;

export type Op<F> = <T extends tf.Tensor>(
  x: T | tf.TensorLike,
  ...options: Record<never, never> extends OpOptions<F> ? [options?: OpOptions<F>] : [options: OpOptions<F>]
) => T;

const none: Check = { expected: 'nothing', fits: (value) => value === undefined };

/** Tensors, and what tfjs converts to tensors. */
const numbers: Check = {
  expected: 'a tensor, a number or a list of numbers',
  fits: (value) =>
    typeof value === 'number' ||
    (typeof value === 'object' && value !== null && ('shape' in value || 'length' in value)),
};

/**
 * A formula as an op on tensors of any shape; float32, other types are cast. Parameters may have any shape that broadcasts to x's.
 *
 * @example
 * export const rrelu = opOf(formula);
 * rrelu([-11, 0, 3], { training: false }); // [-2, 0, 3]
 */
export function opOf<O extends Options, P extends string, N extends string>({
  definition,
}: Formula<O, P, N>): Op<Formula<O, P, N>> {
  const formula: AnyFormula = definition;
  const { inference, noise, parameters = {} } = formula;
  const name = camelCase(formula.name);
  const hasModes = inference !== undefined || noise !== undefined;
  const others = [...(hasModes ? ['training'] : []), ...(noise ? ['noise'] : []), ...Object.keys(parameters)];
  return ((x: tf.Tensor, ...args: readonly unknown[]) => {
    checkValue(`x of ${name}`, x, numbers);
    checkValue(`third argument of ${name}`, args[1], none);
    const options = (args[0] ?? {}) as Record<string, never>;
    const config = completeConfig(formula, options, others, name);
    const call = callOf(formula, config, {
      training:
        !hasModes || checkValue(`training of ${name}`, options.training as unknown as boolean, trueOrFalse),
      values: (parameter) =>
        checkValue(`${parameter} of ${name}`, options[parameter] as unknown as tf.Tensor, numbers),
      noise: () => options.noise,
      caller: name,
    });
    return compute(x, call);
  }) as Op<Formula<O, P, N>>;
}
