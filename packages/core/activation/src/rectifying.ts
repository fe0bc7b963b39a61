import type { NoiseKey } from '@rectified/random';
import type * as tf from '@tensorflow/tfjs-core';
import { describesItsCall, rememberCall } from './describes-its-call.js';

/**
 * A rectifier by the slope of its negative side:
 *
 *     y = x  for x > 0,  slope * x otherwise          dy/dx = 1 for x > 0, slope otherwise
 *
 * `fixed`: one number; 0 is ReLU. `channel`: one for each channel (the last dimension), which may be learned; clipped to
 * `clip` (default: not at all) in the forward pass while its gradient is not masked by the clip, as in cxxnet. `divisor`:
 * 1/a with a = lower + (upper - lower) u, u uniform in [0, 1), drawn for every element from `noise` (RReLU,
 * arXiv 1505.00853, section 2.4). `random`: lower + (upper - lower) u itself.
 */
export type NegativeSlope =
  | { readonly kind: 'fixed'; readonly slope: number }
  | {
      readonly kind: 'channel';
      readonly slopes: tf.Tensor;
      readonly clip?: readonly [low: number, high: number];
    }
  | {
      readonly kind: 'divisor' | 'random';
      readonly lower: number;
      readonly upper: number;
      readonly noise: NoiseKey;
    };

/**
 * An activation layer that is nothing but a slope on the negative side, and says which: whoever runs a network may then
 * compute it together with the layer before it. Other activations don't have this, and are called as they are.
 */
export interface Rectifying {
  /** What the layer would do in a call now. For a random one in training that draws, and counts the noise's step on. */
  rectifier(call: { readonly training: boolean }): NegativeSlope;
}

/**
 * Says that a class's `rectifier` describes its `call` as both are now. A `call` that somebody puts in its place later, in
 * the class or in one layer, is not described by it any more. Classes that don't say so are trusted as they stand.
 *
 * @example
 * tf.serialization.registerClass(ReLU);
 * describesCall(ReLU);
 */
export function describesCall(described: { readonly prototype: Rectifying }): void {
  rememberCall(described, 'rectifier');
}

/**
 * Whether a layer is {@link Rectifying}. A `rectifier` that was inherited by a layer with a `call` of its own is not
 * believed: it describes the `call` of the class that it comes from.
 */
export function isRectifying(layer: unknown): layer is Rectifying {
  return describesItsCall(layer, 'rectifier');
}
