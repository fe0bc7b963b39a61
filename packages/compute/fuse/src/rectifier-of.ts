import { isRectifying, type Rectifying } from '@rectified/activation';
import type { Rectifier } from '@rectified/native';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { activationWithin } from './activation-within.js';
import { behavesLike, isOrdinary } from './behaves-like.js';
import { type Layer, membersOf } from './layer.js';
import type { Observed } from './observed.js';

/** What a rectifier does in a pass. */
export type RectifierInPass = (call: { readonly training: boolean }) => Rectifier;

const { layers } = tfl;
const isReLU = behavesLike(layers.reLU({ name: 'relu' }));
const isLeakyReLU = behavesLike(layers.leakyReLU({ name: 'leaky' }));
const isPReLU = behavesLike(layers.prelu({ name: 'prelu' }));
const isActivation = behavesLike(layers.activation({ name: 'activation', activation: 'relu' }));

/**
 * What a layer does that is a rectifier and nothing else, on so many channels; undefined if it is none: one that says so
 * itself (`Rectifying`), and tfjs's `reLU`, `leakyReLU`, `prelu` with a slope for each channel, and `activation`.
 */
export function rectifierOf(layer: Observed<Layer>, channels: number): RectifierInPass | undefined {
  if (isRectifier(layer)) return (call) => (layer.object as unknown as Rectifying).rectifier(call);
  if (isReLU(layer) && layer.read('maxValue') == null) return () => ({ kind: 'fixed', slope: 0 });
  if (isLeakyReLU(layer)) {
    const slope = layer.read<number>('alpha');
    return slope >= 0 && Number.isFinite(slope) ? () => ({ kind: 'fixed', slope }) : undefined;
  }
  if (isPReLU(layer)) return learnedSlopes(layer, channels);
  const within = isActivation(layer) ? activationWithin(layer) : undefined;
  return within && (() => within);
}

/** Whether a layer says itself what it does. */
export function isRectifier(layer: Observed<Layer>): boolean {
  // These two functions are what it is known by.
  layer.read('rectifier');
  layer.read('call');
  return isRectifying(layer.object) && isOrdinary(layer);
}

function learnedSlopes(layer: Observed<Layer>, channels: number): RectifierInPass | undefined {
  const { shape } = layer.read<Layer['weights'][number]>('alpha');
  if (shape.at(-1) !== channels || shape.slice(0, -1).some((size) => size !== 1)) return undefined;
  const weights = membersOf<{ alpha: Layer['weights'][number] }>(layer.object);
  return () => ({ kind: 'channel', slopes: tf.reshape(weights.alpha.read(), [channels]) });
}
