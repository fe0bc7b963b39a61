import { type Check, checkValue } from '@rectified/errors';
import * as tf from '@tensorflow/tfjs-core';

/** A cross-entropy with its gradient in closed form. Tensors that the gradient needs pass through `saved`. */
export interface CrossEntropy {
  /** What messages call the first argument. */
  readonly name: string;
  /** The sum over images of ln p of their classes. */
  readonly logLikelihood: (outputs: tf.Tensor) => { sum: tf.Tensor; saved: tf.Tensor[] };
  /** The gradient of `-sum` with respect to the outputs. */
  readonly gradient: (saved: tf.Tensor[]) => tf.Tensor;
}

const table: Check = {
  expected: 'a tensor of shape [images, classes]',
  fits: (value) => (value as { shape?: readonly number[] } | null | undefined)?.shape?.length === 2,
};

/** The mean over images of a cross-entropy of `outputs` with one-hot `labels`, both [images, classes], in nats. */
export function meanCrossEntropy(
  outputs: tf.Tensor2D,
  labels: tf.Tensor2D,
  { name, logLikelihood, gradient }: CrossEntropy,
): tf.Scalar {
  checkValue(name, outputs, table);
  checkValue('labels', labels, table);
  const [images] = outputs.shape;
  const loss = tf.customGrad((input, save) => {
    const { sum, saved } = logLikelihood(input as tf.Tensor);
    (save as tf.GradSaveFunc)(saved);
    return {
      value: tf.div(tf.neg(sum), images),
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => tf.mul(gradient(saved), tf.div(dy, images)),
    };
  });
  return loss(outputs) as tf.Scalar;
}
