import * as tf from '@tensorflow/tfjs-core';
import { meanCrossEntropy } from './mean-cross-entropy.js';

/**
 * Mean softmax cross-entropy of `logits` (images x classes) with one-hot `labels`, in nats, with the gradient in closed
 * form: `(softmax(logits) - labels) / images`, as in cxxnet (`softmax_layer-inl.hpp:24-33`).
 */
export function softmaxCrossEntropy(logits: tf.Tensor2D, labels: tf.Tensor2D): tf.Scalar {
  return meanCrossEntropy(logits, labels, {
    name: 'logits',
    logLikelihood(logits) {
      const logProbabilities = tf.logSoftmax(logits);
      return { sum: tf.sum(tf.mul(logProbabilities, labels)), saved: [logProbabilities, labels] };
    },
    gradient: ([logProbabilities, labels]) => tf.sub(tf.exp(logProbabilities!), labels!),
  });
}
