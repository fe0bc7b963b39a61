import { isStochastic, type NoiseKey } from '@rectified/random';
import * as tf from '@tensorflow/tfjs-core';
import type { layers } from '@tensorflow/tfjs-layers';
import type { Activation } from '../activation-description.js';
import { changesChannels } from '../changes-channels.js';

/** One configuration of an activation, for the checks. */
export interface Subject {
  readonly layer: Activation['layer'];
  readonly config: object | undefined;
  readonly kinks: readonly number[];
}

/** The noise of stochastic layers in checks. */
export const aKey: NoiseKey = { seed: 7, stream: 11, step: 13 };

export const modes = [
  { training: true, mode: 'training' },
  { training: false, mode: 'inference' },
] as const;

export function make({ layer, config }: Subject): layers.Layer {
  return new layer(config && { ...config });
}

/** The layer's output, with `key` as its noise if it draws any. */
export function forward(layer: layers.Layer, x: tf.Tensor, training: boolean, key = aKey): tf.Tensor {
  if (isStochastic(layer)) layer.noise = key;
  return layer.apply(x, { training }) as tf.Tensor;
}

/** The gradients of sum(y dy) with respect to the input and every trainable weight. The layer must be built. */
export function backward(
  layer: layers.Layer,
  x: tf.Tensor,
  dy: tf.Tensor,
  training: boolean,
  key = aKey,
): tf.Tensor[] {
  const weights = layer.trainableWeights.map((weight) => weight.read());
  return tf.grads((input) => forward(layer, input!, training, key))([x, ...weights], dy);
}

/** Shuffled multiples of 2^-7 from -3 to 3, at least 1/16 from every kink. */
export function sample(shape: number[], kinks: readonly number[]): tf.Tensor {
  const size = tf.util.sizeFromShape(shape);
  const values = Float32Array.from({ length: size }, (_, i) => {
    let x = Math.round((((i * 7919 + 13) % 97) / 97 - 0.5) * 6 * 128) / 128;
    for (const kink of kinks) if (Math.abs(x - kink) < 1 / 16) x = kink + (x < kink ? -1 / 16 : 1 / 16);
    return x;
  });
  return tf.tensor(values, shape);
}

/**
 * The shape, with its channels (last axis) increased if necessary to a number that the layer accepts: Maxout accepts multiples of its pieces.
 *
 * @example
 * acceptedShape(new Maxout({ pieces: 2 }), [3, 5]); // => [3, 6]
 */
export function acceptedShape(layer: layers.Layer, shape: readonly number[]): number[] {
  if (!changesChannels(layer)) return [...shape];
  const wanted = shape.at(-1)!;
  for (let outputs = 1; outputs <= mostChannels; outputs++) {
    const channels = layer.inputChannels(outputs);
    if (Number.isInteger(channels) && channels >= wanted) return [...shape.slice(0, -1), channels];
  }
  throw new Error(
    `inputChannels: expected a whole number from ${wanted} for some number of outputs up to ${mostChannels}, got none`,
  );
}

/** Far more than any layer needs in a check. */
const mostChannels = 1000;

/** Throws `message` unless `condition` holds. */
export function demand(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(message);
}

/** Runs `body`, and puts `context` before the message of its errors. */
export function within<T>(context: string, body: () => T): T {
  try {
    return body();
  } catch (cause) {
    throw new Error(`${context}: ${cause instanceof Error ? cause.message : cause}`, { cause });
  }
}
