import { checkValue } from '@rectified/errors';
import * as tf from '@tensorflow/tfjs-core';
import { table } from './table.js';

/**
 * Mean softmax cross-entropy of `logits` (images x classes) with one-hot `labels`, in nats, with the gradient in closed
 * form: `(softmax(logits) - labels) / images`, as in cxxnet (`softmax_layer-inl.hpp:24-33`).
 */
export function softmaxCrossEntropy(logits: tf.Tensor2D, labels: tf.Tensor2D): tf.Scalar {
  checkValue('logits', logits, table);
  checkValue('labels', labels, table);
  const [images] = logits.shape;
  const loss = tf.customGrad((input, save) => {
    const logProbabilities = tf.logSoftmax(input as tf.Tensor);
    (save as tf.GradSaveFunc)([logProbabilities, labels]);
    return {
      value: tf.div(tf.neg(tf.sum(tf.mul(logProbabilities, labels))), images),
      gradFunc: (dy: tf.Tensor, [saved, oneHot]: tf.Tensor[]) =>
        tf.mul(tf.sub(tf.exp(saved!), oneHot!), tf.div(dy, images)),
    };
  });
  return loss(logits) as tf.Scalar;
}
