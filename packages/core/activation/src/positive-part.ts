import * as tf from '@tensorflow/tfjs-core';

/**
 * max(x, 0) by the backends' own kernels. That of wasm makes 0 of a NaN whose sign is set, as that of infinity minus infinity is;
 * 0 or 1 by `step`, which keeps all NaN, repairs it at little cost.
 */
export function positivePart(x: tf.Tensor): tf.Tensor {
  return tf.getBackend() === 'wasm' ? tf.mul(tf.relu(x), tf.step(x)) : tf.relu(x);
}
