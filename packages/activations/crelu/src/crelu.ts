import { activation, max, neg, opOf } from '@rectified/activation';
import { anything, checkValue, either, having, listOf } from '@rectified/errors';
import * as tf from '@tensorflow/tfjs-core';

const paper = { title: 'One sign of CReLU', authors: ['Shang', 'Sohn', 'Almeida', 'Lee'], year: 2016 };
const above = opOf(
  activation({ name: 'crelu-above', title: 'CReLU above 0', paper, formula: ({ x }) => max(x, 0) }),
);
const below = opOf(
  activation({ name: 'crelu-below', title: 'CReLU below 0', paper, formula: ({ x }) => max(neg(x), 0) }),
);

/**
 * Concatenated rectified linear units: the positive parts of all channels, followed by the negative parts with their sign flipped.
 *
 *     y = [max(x, 0), max(-x, 0)]          dy/dx = [1 for x > 0, -1 for x < 0], otherwise 0
 *
 * Shang, Sohn, Almeida, Lee: Understanding and Improving Convolutional Neural Networks via Concatenated Rectified Linear Units
 * (arXiv 1603.05201), definition 2.1. [..., channels] becomes [..., 2 channels]; float32, other types are cast. The same in training and
 * inference. At 0 both derivatives are 0; NaN gives two of them; -Infinity gives 0 and Infinity.
 *
 * @example
 * crelu([[-2, 0.5]]); // [[0, 0.5, 2, 0]]
 */
export function crelu<T extends tf.Tensor>(x: T | tf.TensorLike): T {
  checkValue('x of crelu', x, either(having('a tensor', 'shape'), listOf(anything, 'a list of numbers')));
  return tf.tidy(() => {
    const input = tf.cast(x, 'float32');
    return tf.concat([above(input), below(input)], -1) as T;
  });
}
