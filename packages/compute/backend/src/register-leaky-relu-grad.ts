import * as tf from '@tensorflow/tfjs-core';

/** What is used of tfjs-node's backend: any op of TensorFlow by its name. */
interface TensorFlowBackend extends tf.KernelBackend {
  binding: { TF_ATTR_TYPE: number; TF_ATTR_FLOAT: number; TF_FLOAT: number };
  executeSingleOutput(
    name: string,
    attributes: { name: string; type: number; value: number }[],
    inputs: tf.TensorInfo[],
  ): tf.TensorInfo;
}

const kernelName = 'RectifiedLeakyReluGrad';

/**
 * Makes TensorFlow's own `LeakyReluGrad`, which tfjs has no kernel for, one that `@rectified/activation` finds: `x` where
 * `gate > 0`, `slope x` elsewhere, in one pass.
 */
export function registerLeakyReluGrad(): void {
  if (tf.getKernel(kernelName, 'tensorflow')) return;
  tf.registerKernel({
    kernelName,
    backendName: 'tensorflow',
    kernelFunc: ({ inputs, attrs, backend }) => {
      const { TF_ATTR_TYPE, TF_ATTR_FLOAT, TF_FLOAT } = (backend as TensorFlowBackend).binding;
      const attributes = [
        { name: 'T', type: TF_ATTR_TYPE, value: TF_FLOAT },
        { name: 'alpha', type: TF_ATTR_FLOAT, value: attrs!.slope as number },
      ];
      const { x, gate } = inputs as Record<'x' | 'gate', tf.TensorInfo>;
      return (backend as TensorFlowBackend).executeSingleOutput('LeakyReluGrad', attributes, [x, gate]);
    },
  });
}
