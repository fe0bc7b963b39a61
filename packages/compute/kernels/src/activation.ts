import { compute, type ElementwiseCall } from '@rectified/activation';
import { InputError } from '@rectified/errors';
import type * as tf from '@tensorflow/tfjs-core';
import type { KernelActivation } from './fused-kernels.js';
import { isUnsupportedActivation } from './unsupported-activation.js';

/** An elementwise function, computed together with the operation before it; null for none. */
export type Activation = ElementwiseCall | null;

const unclipped = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] as const;

/** Checks that an activation has the options, parameters and noise its function takes, for an output with `channels` channels. */
export function checkActivation(activation: Activation, channels: number): void {
  if (activation === null) return;
  const { function: of, options, parameters, noise } = activation;
  const missing = Object.entries({ options, parameters, noise }).find(
    ([name, given]) => given.length !== of[name as 'noise'].length,
  );
  if (missing)
    throw new InputError({
      what: `${missing[0]} of ${of.name}`,
      expected: String(of[missing[0] as 'noise'].length),
      got: String(missing[1].length),
    });
  for (const { values, clip = unclipped } of parameters) checkParameter(of.name, values, clip, channels);
}

function checkParameter(
  name: string,
  { size, shape, dtype }: tf.Tensor,
  [low, high]: readonly [number, number],
  channels: number,
): void {
  if (dtype !== 'float32' || (size !== channels && size !== 1))
    throw new InputError({
      what: `parameter of ${name}`,
      expected: `float32 [], or [${channels}]: one number for each channel`,
      got: `${dtype} [${shape}]`,
    });
  if (!(low <= high))
    throw new InputError({
      what: `clip of a parameter of ${name}`,
      expected: 'low <= high',
      got: `[${low}, ${high}]`,
    });
}

/** The attribute of a kernel for the activations of branches, which differ only in learned parameters and noise. */
export function kernelActivation(activations: readonly Activation[]): KernelActivation {
  const [first] = activations;
  if (first == null) return null;
  return {
    function: first.function,
    options: first.options,
    clips: first.parameters.map(({ clip = unclipped }) => clip),
    noise: activations.flatMap((activation) => activation?.noise ?? []),
  };
}

/** The learned parameters of all activations, in order. */
export function parametersOf(activations: readonly Activation[]): tf.Tensor[] {
  return activations.flatMap((activation) => activation?.parameters.map(({ values }) => values) ?? []);
}

/** Applies an activation composed of tfjs's operations. */
export function activate<T extends tf.Tensor>(x: T, activation: Activation): T {
  return activation === null ? x : (compute(x, activation) as T);
}

/** Returns the result of `run`, or that of `without`, which composes the activation, if the device cannot compute it. */
export function orComposed<Result>(run: () => Result, without: () => Result): Result {
  try {
    return run();
  } catch (error) {
    if (!isUnsupportedActivation(error)) throw error;
    return without();
  }
}
