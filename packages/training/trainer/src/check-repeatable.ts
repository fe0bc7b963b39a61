import { InputError } from '@rectified/errors';
import { fuse } from '@rectified/fuse';
import { normal } from '@rectified/random';
import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import type { EngineOptions } from './engine-options.js';
import { variableOf } from './weights.js';

/** Of the images: any will do. */
const images = { seed: 1, stream: 1, step: 0 };

/**
 * Throws an `InputError` if the network in training mode gives other logits when the same images, weights and noise come again: a layer
 * draws random numbers of its own or counts its calls, and the run could be neither repeated nor resumed. Changes no weight.
 */
export async function checkRepeatable(
  model: tfl.LayersModel,
  { options, settings }: Pick<EngineOptions, 'options' | 'settings'>,
): Promise<void> {
  const { shape: size = options.data.train.shape } = options;
  const shape = [model.inputs[0]!.shape[0] ?? 2, ...size] as const;
  const network = fuse(model);
  const noise = { seed: settings.seed, step: 0 };
  const variables = model.weights.map(variableOf);
  const largest = tf.tidy(() => {
    const before = variables.map((variable) => tf.clone(variable));
    const x = tf.tensor4d(normal(tf.util.sizeFromShape([...shape]), images), [...shape]);
    const logits = () => {
      const y = network.apply<tf.Tensor>(x, { training: true, noise });
      // Such as the averages of batch normalization.
      variables.forEach((variable, at) => {
        variable.assign(before[at]!);
      });
      return y;
    };
    const [first, second] = [logits(), logits()];
    return tf.stack([tf.sub(second, first), first].map((y) => tf.max(tf.abs(y))));
  });
  const [difference, scale] = await largest.data();
  largest.dispose();
  // A GPU may choose another algorithm the second time, with another rounding.
  if (!(difference! > 1e-3 * scale!)) return;
  throw new InputError({
    what: 'the network computes something else every time',
    expected: 'the same logits for the same images, weights and noise',
    got: `logits that differ by ${difference!.toPrecision(2)}`,
    remedy:
      'Does a layer draw random numbers of its own or count its calls? Its noise must come with the call, as described by @rectified/random',
  });
}
