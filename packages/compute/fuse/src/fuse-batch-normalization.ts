import { batchNormRectified } from '@rectified/kernels';
import * as tf from '@tensorflow/tfjs-core';
import { followingActivation } from './activation-of.js';
import type { Fuse } from './fusion.js';
import { normalizationOf } from './normalization.js';

/** A batch normalization with the activation after it. */
export const fuseBatchNormalization: Fuse = ([layer, next], [{ shape }]) => {
  const normalization = normalizationOf(layer, shape.length);
  if (normalization === undefined) return undefined;
  const { layers, activation } = followingActivation(next, shape.at(-1)!);
  return {
    layers: [layer, ...layers],
    kernel: 'batchNormRectified',
    run: ([x], call) => {
      const { training } = call;
      const { gamma, beta, ...options } = normalization.parameters({ training });
      const { y, ...statistics } = batchNormRectified(x, gamma, beta, activation(call), options);
      if (training) normalization.update(statistics);
      else tf.dispose(statistics);
      return y;
    },
  };
};
