import { rectifiedDense } from '@rectified/native';
import type * as tf from '@tensorflow/tfjs-core';
import { followingRectifier } from './following-rectifier.js';
import type { Fuse } from './plan.js';

/** tfjs's Dense on flat inputs, with the rectifier that follows it. */
export const fuseDense: Fuse = ([layer, next], { shape }) => {
  if (layer.getClassName() !== 'Dense' || shape.length !== 2) return undefined;
  const { activation, useBias } = layer.getConfig();
  if (activation !== 'linear') return undefined;
  const { layers, rectifier } = followingRectifier(next);
  return {
    layers: [layer, ...layers],
    run: (x, { training, inputGradient }) => {
      const [kernel, bias] = layer.weights.map((weight) => weight.read());
      return rectifiedDense(
        x as tf.Tensor2D,
        kernel as tf.Tensor2D,
        useBias ? (bias as tf.Tensor1D) : null,
        rectifier({ training }),
        { inputGradient },
      );
    },
  };
};
