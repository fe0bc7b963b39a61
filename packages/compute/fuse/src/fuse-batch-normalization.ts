import { type BatchNormOptions, batchNormRectified } from '@rectified/native';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { behavesLike, membersOf } from './behaves-like.js';
import { followingActivation } from './following-activation.js';
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

const isBatchNormalization = behavesLike(tfl.layers.batchNormalization({ name: 'normalization' }));

/** tfjs's BatchNormalization of the last dimension; undefined if the layer is none. `rank` is that of its input. */
export function normalizationOf(layer: Layer | undefined, rank: number): Normalization | undefined {
  if (layer === undefined || !isBatchNormalization(layer)) return undefined;
  const { axis, momentum, epsilon, gamma, beta, movingMean, movingVariance } =
    membersOf<BatchNormalization>(layer);
  if ((axis !== -1 && axis !== rank - 1) || !gamma || !beta) return undefined;
  return {
    parameters: ({ training }) => {
      const moving = { mean: read(movingMean), variance: read(movingVariance) };
      return {
        gamma: read(gamma),
        beta: read(beta),
        epsilon,
        ...(training ? { averages: moving, momentum } : { moving }),
      };
    },
    update: ({ mean, variance }) => {
      movingMean.write(mean);
      movingVariance.write(variance);
      tf.dispose([mean, variance]);
    },
  };
}

/** A batch normalization with the activation that follows it. */
export const fuseBatchNormalization: Fuse = ([layer, next], { shape }) => {
  const normalization = normalizationOf(layer, shape.length);
  if (normalization === undefined) return undefined;
  const { layers, activation } = followingActivation(next);
  return {
    layers: [layer, ...layers],
    run: (x, { training }) => {
      const { gamma, beta, ...options } = normalization.parameters({ training });
      const { y, ...statistics } = batchNormRectified(x, gamma, beta, activation({ training }), options);
      if (training) normalization.update(statistics);
      else tf.dispose(statistics);
      return y;
    },
  };
};

interface BatchNormalization {
  readonly axis: number;
  readonly momentum: number;
  readonly epsilon: number;
  /** Missing where the layer was made without. */
  readonly gamma?: Weight;
  readonly beta?: Weight;
  readonly movingMean: Weight;
  readonly movingVariance: Weight;
}

type Weight = Layer['weights'][number];

function read(weight: Weight): tf.Tensor1D {
  return weight.read() as tf.Tensor1D;
}
