import type { BatchNormOptions } from '@rectified/kernels';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { behavesLike } from './behaves-like.js';
import { type Layer, membersOf } from './layer.js';
import type { Observed } from './observed.js';

interface Statistics {
  readonly mean: tf.Tensor1D;
  readonly variance: tf.Tensor1D;
}

/** A batch normalization in the form that the kernels expect. */
export interface Normalization {
  readonly parameters: (call: {
    readonly training: boolean;
  }) => BatchNormOptions & { gamma: tf.Tensor1D; beta: tf.Tensor1D };
  /** Sets the moving statistics, and disposes of its arguments. */
  readonly update: (statistics: Statistics) => void;
}

const isBatchNormalization = behavesLike(tfl.layers.batchNormalization({ name: 'normalization' }));

/** The normalization of a tfjs BatchNormalization over the last dimension; undefined for other layers. `rank` is that of its input. */
export function normalizationOf(layer: Observed<Layer> | undefined, rank: number): Normalization | undefined {
  if (layer === undefined || !isBatchNormalization(layer)) return undefined;
  const axis = layer.read<number>('axis');
  if ((axis !== -1 && axis !== rank - 1) || !layer.read('gamma') || !layer.read('beta')) return undefined;
  const members = membersOf<BatchNormalization>(layer.object);
  return {
    parameters: ({ training }) => {
      const { momentum, epsilon, gamma, beta, movingMean, movingVariance } = members;
      const moving = { mean: read(movingMean), variance: read(movingVariance) };
      return {
        gamma: read(gamma),
        beta: read(beta),
        epsilon,
        ...(training ? { averages: moving, momentum } : { moving }),
      };
    },
    update: ({ mean, variance }) => {
      members.movingMean.write(mean);
      members.movingVariance.write(variance);
      tf.dispose([mean, variance]);
    },
  };
}

interface BatchNormalization {
  readonly momentum: number;
  readonly epsilon: number;
  readonly gamma: Weight;
  readonly beta: Weight;
  readonly movingMean: Weight;
  readonly movingVariance: Weight;
}

type Weight = Layer['weights'][number];

function read(weight: Weight): tf.Tensor1D {
  return weight.read() as tf.Tensor1D;
}
