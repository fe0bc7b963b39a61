import type * as tf from '@tensorflow/tfjs-core';
import { type Activation, activate, orComposed } from './activation.js';
import { isFused, type OperationName } from './operations.js';

/** The two ways to compute an operation whose output `y` goes through an activation. */
interface Ways<Made> {
  /** With the device's kernel, which may not support the activation. */
  readonly fused: (activation: Activation) => Made;
  /** From tfjs's operations, without the activation. */
  readonly composed: () => Made;
}

/** Computes an operation and its activation in one kernel if the device can, otherwise one after the other. */
export function withActivation<Made extends { readonly y: tf.Tensor }>(
  operation: OperationName,
  activation: Activation,
  { fused, composed }: Ways<Made>,
): Made {
  const then = (made: Made) => ({ ...made, y: activate(made.y, activation) });
  if (!isFused(operation)) return then(composed());
  return orComposed(
    () => fused(activation),
    () => then(fused(null)),
  );
}
