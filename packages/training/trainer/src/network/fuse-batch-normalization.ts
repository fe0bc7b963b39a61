import { type BatchNormOptions, batchNormRectified } from '@rectified/native';
import * as tf from '@tensorflow/tfjs-core';
import { followingRectifier } from './following-rectifier.js';
import type { Fuse, Layer } from './plan.js';

interface Statistics {
  readonly mean: tf.Tensor1D;
  readonly variance: tf.Tensor1D;
}

/** A batch normalization, as the kernels take it. */
export interface Normalization {
  readonly parameters: (call: {
    readonly training: boolean;
  }) => BatchNormOptions & { gamma: tf.Tensor1D; beta: tf.Tensor1D };
  /** Sets the moving statistics, and disposes of what was given. */
  readonly update: (statistics: Statistics) => void;
}

/** tfjs's BatchNormalization of the last dimension; undefined if the layer is none. `rank` is that of its input. */
export function normalizationOf(layer: Layer | undefined, rank: number): Normalization | undefined {
  if (layer?.getClassName() !== 'BatchNormalization') return undefined;
  const { axis, momentum, epsilon, center, scale } = layer.getConfig() as unknown as Config;
  if ((axis !== -1 && axis !== rank - 1) || !center || !scale) return undefined;
  const weights = () => layer.weights as [Weight, Weight, Weight, Weight];
  return {
    parameters: ({ training }) => {
      const [gamma, beta, mean, variance] = weights().map((weight) => weight.read()) as Tensors;
      const moving = { mean, variance };
      return { gamma, beta, epsilon, ...(training ? { averages: moving, momentum } : { moving }) };
    },
    update: ({ mean, variance }) => {
      const [, , movingMean, movingVariance] = weights();
      movingMean.write(mean);
      movingVariance.write(variance);
      tf.dispose([mean, variance]);
    },
  };
}

/** A batch normalization with the rectifier that follows it. */
export const fuseBatchNormalization: Fuse = ([layer, next], { shape }) => {
  const normalization = normalizationOf(layer, shape.length);
  if (normalization === undefined) return undefined;
  const { layers, rectifier } = followingRectifier(next);
  return {
    layers: [layer, ...layers],
    run: (x, { training }) => {
      const { gamma, beta, ...options } = normalization.parameters({ training });
      const { y, ...statistics } = batchNormRectified(x, gamma, beta, rectifier({ training }), options);
      if (training) normalization.update(statistics);
      else tf.dispose(statistics);
      return y;
    },
  };
};

interface Config {
  readonly axis: number;
  readonly momentum: number;
  readonly epsilon: number;
  readonly center: boolean;
  readonly scale: boolean;
}

type Weight = Layer['weights'][number];
type Tensors = [tf.Tensor1D, tf.Tensor1D, tf.Tensor1D, tf.Tensor1D];
