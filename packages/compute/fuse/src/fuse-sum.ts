import { fusedOperation } from '@rectified/kernels';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { activationOf } from './activation-of.js';
import { behavesLike } from './behaves-like.js';
import type { Fuse } from './fusion.js';

export const isSum = behavesLike(tfl.layers.add({ name: 'sum' }), 'mergeFunction');

/** A sum of tensors of one shape with the activation that follows it; alone it is no faster than tfjs's. */
export const fuseSum: Fuse = ([layer, next], inputs) => {
  const [{ shape }] = inputs;
  if (next === undefined || !isSum(layer) || shape.length < 2) return undefined;
  if (!inputs.every((input) => tf.util.arraysEqual(input.shape as number[], shape as number[])))
    return undefined;
  const activation = activationOf(next, shape.at(-1) ?? 0);
  if (activation === undefined) return undefined;
  return {
    layers: [layer, next],
    kernel: 'rectifiedSum',
    run: (addends, call) => {
      // Sizes that the model leaves open may differ.
      if (!addends.every((addend) => tf.util.arraysEqual(addend.shape, addends[0].shape))) return undefined;
      return fusedOperation('rectifiedSum')?.(addends, activation(call));
    },
  };
};
