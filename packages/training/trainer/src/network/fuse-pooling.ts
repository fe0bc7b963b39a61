import { poolDropout } from '@rectified/native';
import { drawNoise, isStochastic } from '@rectified/random';
import type * as tf from '@tensorflow/tfjs-core';
import type { Fuse, Layer } from './plan.js';

/** The poolings that the kernels know, by their layers' class names. */
const poolings: Readonly<Record<string, 'largest' | 'mean'>> = {
  MaxPooling2D: 'largest',
  AveragePooling2D: 'mean',
  RectifiedCeilMaxPooling2D: 'largest',
  RectifiedCeilAveragePooling2D: 'mean',
};

/** A pooling layer's settings, as `poolDropout` takes them. */
interface Pooling {
  readonly kind: 'largest' | 'mean';
  readonly size: [number, number];
  readonly strides: [number, number];
  /** Of one in ceil mode. */
  readonly padding?: [number, number];
  /** Of tfjs's. */
  readonly pad?: 'same' | 'valid';
  readonly edge: 'present' | 'full';
}

/** Pooling by tfjs, or by `@rectified/layers` in ceil mode; undefined if the layer is none. */
export function poolingOf(layer: Layer): Pooling | undefined {
  const kind = poolings[layer.getClassName()];
  if (kind === undefined) return undefined;
  const { poolSize, strides, edge, padding, dataFormat } = layer.getConfig();
  const ceil = Array.isArray(padding);
  if (!ceil && (dataFormat !== 'channelsLast' || (padding !== 'same' && padding !== 'valid')))
    return undefined;
  return {
    kind,
    size: poolSize as [number, number],
    strides: strides as [number, number],
    ...(ceil ? { padding: padding as [number, number] } : { pad: padding as 'same' | 'valid' }),
    edge: (edge as 'present' | 'full') ?? 'present',
  };
}

/** A pooling with the SeededDropout that follows it. */
export const fusePooling: Fuse = ([layer, next]) => {
  const pooling = poolingOf(layer);
  if (pooling === undefined || pooling.size[0] * pooling.size[1] > 256) return undefined;
  const drop = next?.getClassName() === 'RectifiedSeededDropout' && isStochastic(next) ? next : undefined;
  const rate = drop && (next!.getConfig().rate as number);
  return {
    layers: drop === undefined ? [layer] : [layer, next!],
    run: (x, { training }) =>
      poolDropout(x as tf.Tensor4D, {
        ...pooling,
        dropout: training && drop && rate ? { rate, noise: drawNoise(drop) } : undefined,
      }),
  };
};
