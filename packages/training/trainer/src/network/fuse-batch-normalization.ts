import { batchNormRectified } from '@rectified/native';
import * as tf from '@tensorflow/tfjs-core';
import { followingRectifier } from './following-rectifier.js';
import type { Fuse, Layer } from './plan.js';

/** tfjs's BatchNormalization of the last dimension, with the rectifier that follows it. */
export const fuseBatchNormalization: Fuse = (layer, next, { shape }) => {
  if (layer.getClassName() !== 'BatchNormalization') return undefined;
  const { axis, momentum, epsilon, center, scale } = layer.getConfig();
  if ((axis !== -1 && axis !== shape.length - 1) || !center || !scale) return undefined;
  const { layers, rectifier } = followingRectifier(layer, next);
  return {
    layers,
    run: (x, { training }) => {
      const [gamma, beta, movingMean, movingVariance] = layer.weights as [Weight, Weight, Weight, Weight];
      const moving = { mean: read(movingMean), variance: read(movingVariance) };
      const { y, mean, variance } = batchNormRectified(x, read(gamma), read(beta), rectifier({ training }), {
        epsilon: epsilon as number,
        ...(training ? { averages: moving, momentum: momentum as number } : { moving }),
      });
      if (training) {
        movingMean.write(mean);
        movingVariance.write(variance);
      }
      tf.dispose([mean, variance]);
      return y;
    },
  };
};

type Weight = Layer['weights'][number];

const read = (weight: Weight) => weight.read() as tf.Tensor1D;
