import type * as tf from '@tensorflow/tfjs-core';
import { type Activation, activate, orComposed } from './activation.js';
import { isFused, type OperationName } from './operations.js';

/** An operation whose output `y` an activation follows. */
interface Ways<Made> {
  /** By the device's kernel, which may be unable to compute the activation. */
  readonly fused: (activation: Activation) => Made;
  /** Of tfjs's operations, without the activation. */
  readonly composed: () => Made;
}

/** An operation with an activation: together in one kernel where the device has one that can, else one after the other. */
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
