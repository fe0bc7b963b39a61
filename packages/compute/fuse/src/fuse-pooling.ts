import { CeilAveragePooling2D, CeilMaxPooling2D, SeededDropout } from '@rectified/layers';
import { poolDropout } from '@rectified/native';
import { drawNoise } from '@rectified/random';
import type * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { behavesLike, membersOf } from './behaves-like.js';
import type { Fuse, Layer } from './plan.js';

/** The poolings that the kernels know. */
const poolings = [
  {
    kind: 'largest',
    isTfjs: behavesLike(tfl.layers.maxPooling2d({ name: 'largest' }), 'poolingFunction'),
    isCeil: behavesLike(new CeilMaxPooling2D({ name: 'largest' }), 'pool'),
  },
  {
    kind: 'mean',
    isTfjs: behavesLike(tfl.layers.averagePooling2d({ name: 'mean' }), 'poolingFunction'),
    isCeil: behavesLike(new CeilAveragePooling2D({ name: 'mean' }), 'pool'),
  },
] as const;

const isDropout = behavesLike(new SeededDropout({ name: 'dropout', rate: 0, seed: 0 }));

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
  for (const { kind, isTfjs, isCeil } of poolings) {
    if (isTfjs(layer)) {
      const { poolSize, strides, padding, dataFormat } = membersOf<TfjsPooling>(layer);
      if (dataFormat !== 'channelsLast' || (padding !== 'same' && padding !== 'valid')) return undefined;
      return { kind, size: poolSize, strides, pad: padding, edge: 'present' };
    }
    if (isCeil(layer)) {
      const { window, edge = 'present' } = membersOf<CeilPooling>(layer);
      return { kind, size: window.poolSize, strides: window.strides, padding: window.padding, edge };
    }
  }
  return undefined;
}

/** A pooling with the SeededDropout that follows it. */
export const fusePooling: Fuse = ([layer, next]) => {
  const pooling = poolingOf(layer);
  if (pooling === undefined || pooling.size[0] * pooling.size[1] > 256) return undefined;
  const drop = isDropout(next) ? (next as SeededDropout) : undefined;
  return {
    layers: drop === undefined ? [layer] : [layer, drop],
    run: (x, { training }) =>
      poolDropout(x as tf.Tensor4D, {
        ...pooling,
        dropout: training && drop?.rate ? { rate: drop.rate, noise: drawNoise(drop) } : undefined,
      }),
  };
};

interface TfjsPooling {
  readonly poolSize: [number, number];
  readonly strides: [number, number];
  readonly padding: string;
  readonly dataFormat: string;
}

interface CeilPooling {
  readonly window: Pick<Pooling, 'strides'> & { poolSize: [number, number]; padding: [number, number] };
  /** Of means. */
  readonly edge?: 'present' | 'full';
}
