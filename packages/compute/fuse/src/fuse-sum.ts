import { rectifiedSum } from '@rectified/kernels';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { type ActivationInPass, activationOf } from './activation-of.js';
import { behavesLike } from './behaves-like.js';
import type { Call } from './call.js';
import type { Fuse } from './fusion.js';

export const isSum = behavesLike(tfl.layers.add({ name: 'sum' }), 'mergeFunction');

/** A sum of tensors of equal shape with the activation after it. Without one, tfjs's own sum is as fast. */
export const fuseSum: Fuse = ([layer, next], inputs) => {
  const [{ shape }] = inputs;
  if (next === undefined || !isSum(layer) || shape.length < 2) return undefined;
  if (!inputs.every((input) => isSame(input.shape, shape))) return undefined;
  const sum = activationOf(next, shape.at(-1) ?? 0);
  return sum && { layers: [layer, next], sum };
};

/** Computes a sum with its activation; undefined for addends of different shapes. */
export function runSum(
  activation: ActivationInPass,
  addends: readonly tf.Tensor[],
  call: Call,
): tf.Tensor | undefined {
  // Sizes that the model leaves undetermined may differ.
  if (!addends.every(({ shape }) => isSame(shape, addends[0]!.shape))) return undefined;
  return rectifiedSum(addends, activation(call));
}

function isSame(one: tfl.Shape, other: tfl.Shape): boolean {
  return tf.util.arraysEqual(one as number[], other as number[]);
}
