import { batchNormRectified, type InferenceNormalization, type Rectifier } from '@rectified/native';
import * as tf from '@tensorflow/tfjs-core';
import { followingRectifier } from './following-rectifier.js';
import type { Fuse, Layer } from './plan.js';

/** What a batch normalization does. */
export interface Normalization {
  /** With a rectifier behind it; in training the moving statistics change. */
  readonly apply: (x: tf.Tensor, rectifier: Rectifier, call: { readonly training: boolean }) => tf.Tensor;
  readonly ofInference: () => InferenceNormalization;
}

/** tfjs's BatchNormalization of the last dimension; undefined if the layer is none. `rank` is that of its input. */
export function normalizationOf(layer: Layer | undefined, rank: number): Normalization | undefined {
  if (layer?.getClassName() !== 'BatchNormalization') return undefined;
  const { axis, momentum, epsilon, center, scale } = layer.getConfig() as unknown as Config;
  if ((axis !== -1 && axis !== rank - 1) || !center || !scale) return undefined;
  const weights = () => layer.weights as [Weight, Weight, Weight, Weight];
  return {
    apply: (x, rectifier, { training }) => {
      const [gamma, beta, movingMean, movingVariance] = weights();
      const moving = { mean: read(movingMean), variance: read(movingVariance) };
      const { y, mean, variance } = batchNormRectified(x, read(gamma), read(beta), rectifier, {
        epsilon,
        ...(training ? { averages: moving, momentum } : { moving }),
      });
      if (training) {
        movingMean.write(mean);
        movingVariance.write(variance);
      }
      tf.dispose([mean, variance]);
      return y;
    },
    ofInference: () => {
      const [gamma, beta, mean, variance] = weights().map(read) as Tensors;
      return { gamma, beta, mean, variance, epsilon };
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
    run: (x, { training }) => normalization.apply(x, rectifier({ training }), { training }),
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

const read = (weight: Weight) => weight.read() as tf.Tensor1D;
