import * as tf from '@tensorflow/tfjs-core';

const kernelName = 'RectifiedLeakyReluGrad';

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
      dy: () => leakyReluGrad(ddx as tf.Tensor, y!, attrs.slope as number),
    }),
  });
}

/** TensorFlow's own `LeakyReluGrad`, on its backend alone: `dy` where `y > 0`, `slope * dy` elsewhere, in one pass. */
export function leakyReluGrad(dy: tf.Tensor, y: tf.Tensor, slope: number): tf.Tensor {
  return tf.engine().runKernel(kernelName, { dy, y }, { slope });
}
