import type { Batch } from '@rectified/dataset';
import { fuse } from '@rectified/fuse';
import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';

/**
 * Bytes that a forward pass in training keeps for the backward pass, without the input and the weights. A tensor that two
 * operations keep, as output and input, counts once (`tf.memory().numBytes` counts it twice).
 */
export function savedBytes(model: tfl.LayersModel, { pixels, shape }: Batch): number {
  return tf.tidy(() => {
    const x = tf.tensor(Float32Array.from(pixels), [...shape]);
    const others = new Set([x, ...model.weights.map((weight) => weight.read())].map(({ dataId }) => dataId));
    let saved = 0;
    tf.variableGrads(() => {
      const logits = fuse(model).apply(x, { training: true });
      for (const tensor of tf.engine().state.activeTape!.flatMap((node) => node.saved ?? [])) {
        if (tensor.isDisposed || others.has(tensor.dataId)) continue;
        others.add(tensor.dataId);
        saved += tensor.size * tf.util.bytesPerElement(tensor.dtype);
      }
      return tf.mean(logits) as tf.Scalar;
    });
    return saved;
  });
}
