import * as tf from '@tensorflow/tfjs-core';
import type { NodeJSKernelBackend } from '@tensorflow/tfjs-node/dist/nodejs_kernel_backend.js';

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
      const tensorflow = backend as NodeJSKernelBackend;
      const { TF_ATTR_TYPE, TF_ATTR_FLOAT, TF_FLOAT } = tensorflow.binding;
      const attributes = [
        { name: 'T', type: TF_ATTR_TYPE, value: TF_FLOAT },
        { name: 'alpha', type: TF_ATTR_FLOAT, value: attrs!.slope as number },
      ];
      const { x, gate } = inputs as Record<'x' | 'gate', tf.TensorInfo>;
      return tensorflow.executeSingleOutput('LeakyReluGrad', attributes, [x, gate]);
    },
  });
}
