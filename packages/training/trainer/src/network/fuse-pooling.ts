import { poolDropout } from '@rectified/native';
import { drawNoise, isStochastic } from '@rectified/random';
import type * as tf from '@tensorflow/tfjs-core';
import type { Fuse } from './plan.js';

/** The poolings that the kernels know, by their layers' class names. */
const poolings: Readonly<Record<string, 'largest' | 'mean'>> = {
  MaxPooling2D: 'largest',
  AveragePooling2D: 'mean',
  RectifiedCeilMaxPooling2D: 'largest',
  RectifiedCeilAveragePooling2D: 'mean',
};

/** Pooling by tfjs, or by `@rectified/layers` in ceil mode, with the SeededDropout that follows it. */
export const fusePooling: Fuse = ([layer, next]) => {
  const kind = poolings[layer.getClassName()];
  if (kind === undefined) return undefined;
  const { poolSize, strides, edge, padding, dataFormat } = layer.getConfig();
  const size = poolSize as [number, number];
  if (size[0] * size[1] > 256) return undefined;
  const ceil = Array.isArray(padding);
  if (!ceil && (dataFormat !== 'channelsLast' || (padding !== 'same' && padding !== 'valid')))
    return undefined;
  const drop = next?.getClassName() === 'RectifiedSeededDropout' && isStochastic(next) ? next : undefined;
  const rate = drop && (next!.getConfig().rate as number);
  return {
    layers: drop === undefined ? [layer] : [layer, next!],
    run: (x, { training }) => {
      return poolDropout(x as tf.Tensor4D, {
        kind,
        size,
        strides: strides as [number, number],
        ...(ceil ? { padding: padding as [number, number] } : { pad: padding as 'same' | 'valid' }),
        edge: (edge as 'present' | 'full') ?? 'present',
        dropout: training && drop && rate ? { rate, noise: drawNoise(drop) } : undefined,
      });
    },
  };
};
