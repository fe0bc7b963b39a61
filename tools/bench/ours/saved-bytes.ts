import type { Batch } from '@rectified/dataset';
import { applyModel } from '@rectified/trainer';
import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';

/** Bytes of the tensors that a forward pass in training leaves behind for the backward pass, without the input and the weights. */
export function savedBytes(model: tfl.LayersModel, { pixels, shape }: Batch): number {
  return tf.tidy(() => {
    const x = tf.tensor(Float32Array.from(pixels), [...shape]);
    const before = tf.memory().numBytes;
    let saved = 0;
    tf.variableGrads(() => {
      const logits = applyModel(model, x, { training: true });
      saved = tf.memory().numBytes - before;
      return tf.mean(logits) as tf.Scalar;
    });
    return saved;
  });
}
