import * as tf from '@tensorflow/tfjs-core';

/** What is used of tfjs-node's backend: any op of TensorFlow by its name. */
interface TensorFlowBackend extends tf.KernelBackend {
  binding: { TF_ATTR_TYPE: number; TF_ATTR_FLOAT: number; TF_FLOAT: number };
  executeSingleOutput(
    name: string,
    attributes: { name: string; type: number; value: number }[],
    inputs: tf.Tensor[],
  ): tf.Tensor;
}

/**
 * TensorFlow's own `LeakyReluGrad`, on its backend alone: `dy` where `y > 0`, `slope * dy` elsewhere, in one pass. tfjs has no
 * kernel for it, and so no gradient of it.
 */
export function leakyReluGrad(dy: tf.Tensor, y: tf.Tensor, slope: number): tf.Tensor {
  const backend = tf.backend() as TensorFlowBackend;
  const { TF_ATTR_TYPE, TF_ATTR_FLOAT, TF_FLOAT } = backend.binding;
  const attributes = [
    { name: 'T', type: TF_ATTR_TYPE, value: TF_FLOAT },
    { name: 'alpha', type: TF_ATTR_FLOAT, value: slope },
  ];
  return backend.executeSingleOutput('LeakyReluGrad', attributes, [dy, y]);
}
