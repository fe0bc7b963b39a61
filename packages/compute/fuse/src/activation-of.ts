import { type Elementwise, type ElementwiseCall, isElementwise } from '@rectified/activation';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { activationWithin } from './activation-within.js';
import { behavesLike, isOrdinary } from './behaves-like.js';
import type { Call } from './call.js';
import { type Layer, membersOf } from './layer.js';
import { nextNoise } from './noise-of-pass.js';
import type { Observed } from './observed.js';
import { leaky, parametric, relu } from './tfjs-activations.js';

/** What an activation computes in a pass; null for the identity. */
export type ActivationInPass = (call: Pick<Call, 'training' | 'noise'>) => ElementwiseCall | null;

const { layers } = tfl;
const isReLU = behavesLike(layers.reLU({ name: 'relu' }));
const isLeakyReLU = behavesLike(layers.leakyReLU({ name: 'leaky' }));
const isPReLU = behavesLike(layers.prelu({ name: 'prelu' }));
const isTfjsActivation = behavesLike(layers.activation({ name: 'activation', activation: 'relu' }));

/**
 * The elementwise function that a layer computes on an input with `channels` channels; undefined if it is anything else. Recognized are
 * layers that implement `Elementwise`, and tfjs's `reLU`, `leakyReLU`, `prelu` with a slope per channel, and `activation`.
 */
export function activationOf(layer: Observed<Layer>, channels: number): ActivationInPass | undefined {
  if (isActivation(layer)) {
    const { object } = layer;
    return ({ training, noise }) =>
      (object as Layer & Elementwise).elementwise({
        training,
        noise: training ? nextNoise(object, noise) : undefined,
      });
  }
  if (isReLU(layer) && layer.read('maxValue') == null) return () => relu;
  if (isLeakyReLU(layer)) {
    const slope = layer.read<number>('alpha');
    return slope >= 0 && Number.isFinite(slope) ? () => leaky(slope) : undefined;
  }
  if (isPReLU(layer)) return learnedSlopes(layer, channels);
  const within = isTfjsActivation(layer) ? activationWithin(layer) : undefined;
  return within === undefined ? undefined : () => within;
}

/** The activation after a layer with `channels` output channels, if `next` is one, and what it computes in a pass. */
export function followingActivation(
  next: Observed<Layer> | undefined,
  channels: number,
): { readonly layers: readonly Observed<Layer>[]; readonly activation: ActivationInPass } {
  const activation = next && activationOf(next, channels);
  return activation ? { layers: [next], activation } : { layers: [], activation: () => null };
}

/** Whether a layer implements `Elementwise`. */
export function isActivation(layer: Observed<Layer>): boolean {
  // Reading them adds them to the observations: they decide.
  layer.read('elementwise');
  layer.read('call');
  return isElementwise(layer.object) && isOrdinary(layer);
}

function learnedSlopes(layer: Observed<Layer>, channels: number): ActivationInPass | undefined {
  const { shape } = layer.read<Layer['weights'][number]>('alpha');
  if (shape.at(-1) !== channels || shape.slice(0, -1).some((size) => size !== 1)) return undefined;
  const weights = membersOf<{ alpha: Layer['weights'][number] }>(layer.object);
  return () => parametric(tf.reshape(weights.alpha.read(), [channels]));
}
