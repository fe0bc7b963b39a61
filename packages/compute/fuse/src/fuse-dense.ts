import { rectifiedDense } from '@rectified/kernels';
import type * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { followingActivation } from './activation-of.js';
import { activationWithin } from './activation-within.js';
import { behavesLike } from './behaves-like.js';
import type { Fuse } from './fusion.js';
import { type Layer, membersOf } from './layer.js';

interface Dense {
  readonly kernel: Layer['weights'][number];
  readonly bias: Layer['weights'][number] | null;
}

export const isDense = behavesLike(tfl.layers.dense({ name: 'dense', units: 1 }));

/** tfjs's Dense on flat inputs, with the activation after it. */
export const fuseDense: Fuse = ([layer, next], [{ shape }]) => {
  if (!isDense(layer) || shape.length !== 2) return undefined;
  const own = activationWithin(layer);
  if (own === undefined) return undefined;
  const weights = membersOf<Dense>(layer.object);
  const following = followingActivation(own === null ? next : undefined, layer.read<number>('units'));
  const { layers, activation } = own === null ? following : { layers: [], activation: () => own };
  return {
    layers: [layer, ...layers],
    kernel: 'rectifiedDense',
    run: ([x], call) =>
      rectifiedDense(
        x as tf.Tensor2D,
        weights.kernel.read() as tf.Tensor2D,
        (weights.bias?.read() as tf.Tensor1D | undefined) ?? null,
        activation(call),
        { inputGradient: call.inputGradient },
      ),
  };
};
