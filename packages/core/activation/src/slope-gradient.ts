import * as tf from '@tensorflow/tfjs-core';

const kernelName = 'RectifiedSlopeGradient';

/** What is used of tfjs-node's backend: any op of TensorFlow by its name. */
interface TensorFlowBackend extends tf.KernelBackend {
  binding: { TF_ATTR_TYPE: number; TF_ATTR_FLOAT: number; TF_FLOAT: number };
  executeSingleOutput(
    name: string,
    attributes: { name: string; type: number; value: number }[],
    inputs: tf.TensorInfo[],
  ): tf.TensorInfo;
}

// Another copy of this package (ESM beside CommonJS) may have been first.
if (!tf.getKernel(kernelName, 'tensorflow')) {
  tf.registerKernel({
    kernelName,
    backendName: 'tensorflow',
    kernelFunc: ({ inputs, attrs, backend }) => {
      const tensorflow = backend as TensorFlowBackend;
      const { TF_ATTR_TYPE, TF_ATTR_FLOAT, TF_FLOAT } = tensorflow.binding;
      return tensorflow.executeSingleOutput(
        'LeakyReluGrad',
        [
          { name: 'T', type: TF_ATTR_TYPE, value: TF_FLOAT },
          { name: 'alpha', type: TF_ATTR_FLOAT, value: attrs!.slope as number },
        ],
        [inputs.dy!, inputs.y!],
      );
    },
  });
  tf.registerGradient({
    kernelName,
    inputsToSave: ['y'],
    gradFunc: (ddx, [y], attrs) => ({
      dy: () => slopeGradient(ddx as tf.Tensor, y!, attrs.slope as number),
    }),
  });
}

/**
 * The gradient of a rectifier whose negative side has one fixed slope: `dy` where `y > 0`, `slope * dy` elsewhere,
 * also at zero and NaN.
 *
 * `y` may be the rectifier's input or, since a slope of at least 0 keeps the sign, its output; the output is the
 * better one to save, because the next layer saves it anyway. On tfjs-node this is one pass over memory
 * (TensorFlow's `LeakyReluGrad`); tfjs's own gradients take three for leaky ReLU and about eight for ReLU.
 *
 * @example
 * const rectify = tf.customGrad((x, save) => {
 *   const y = tf.leakyRelu(x as tf.Tensor, 0.1);
 *   (save as tf.GradSaveFunc)([y]);
 *   return { value: y, gradFunc: (dy, [y]) => slopeGradient(dy, y!, 0.1) };
 * });
 */
export function slopeGradient(dy: tf.Tensor, y: tf.Tensor, slope: number): tf.Tensor {
  if (tf.getKernel(kernelName, tf.getBackend()))
    return tf.engine().runKernel(kernelName, { dy, y }, { slope });
  return tf.where(tf.greater(y, 0), dy, tf.mul(dy, slope));
}
