import * as tf from '@tensorflow/tfjs-core';
import { meanCrossEntropy } from './mean-cross-entropy.js';

/** Keras's epsilon: added to the sum, and the smallest probability. */
const epsilon = 1e-7;

/**
 * Mean cross-entropy with one-hot `labels`, in nats, of `outputs` (images x classes) with a rectifier instead of the softmax:
 *
 *     r = max(0, outputs),  p = r / (sum(r) + 1e-7),  clipped to [1e-7, 1 - 1e-7]
 *
 * Agarap: Deep learning using rectified linear units (arXiv 1803.08375), as computed by Keras. The gradient is that of
 * `-ln p`. It is 0 where p is clipped, so an image has no effect while the output of its class is 0 or less, and where an output
 * is 0 or less.
 */
export function rectifiedCrossEntropy(outputs: tf.Tensor2D, labels: tf.Tensor2D): tf.Scalar {
  return meanCrossEntropy(outputs, labels, {
    name: 'outputs',
    logLikelihood(outputs) {
      const rectified = tf.relu(outputs);
      const total = tf.add(tf.sum(rectified, 1, true), epsilon);
      const own = tf.sum(tf.mul(rectified, labels), 1, true);
      const p = tf.minimum(tf.maximum(tf.div(own, total), epsilon), 1 - epsilon);
      return { sum: tf.sum(tf.log(p)), saved: [rectified, total, own, labels] };
    },
    gradient([rectified, total, own, labels]) {
      const p = tf.div(own!, total!);
      const inside = tf.logicalAnd(tf.greater(p, epsilon), tf.less(p, 1 - epsilon));
      // An output within the bounds is far above 1e-30.
      const slope = tf.sub(tf.div(1, total!), tf.div(labels!, tf.maximum(own!, 1e-30)));
      const open = tf.mul(tf.cast(inside, 'float32'), tf.cast(tf.greater(rectified!, 0), 'float32'));
      return tf.mul(slope, open);
    },
  });
}
