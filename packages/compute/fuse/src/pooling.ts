import { CeilAveragePooling2D, CeilMaxPooling2D } from '@rectified/layers';
import * as tfl from '@tensorflow/tfjs-layers';
import { behavesLike } from './behaves-like.js';
import type { Layer } from './layer.js';
import type { Observed } from './observed.js';

/** The poolings that the kernels support. */
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

/** A pooling layer's settings, in the form that `poolDropout` expects. */
interface Pooling {
  readonly kind: 'largest' | 'mean';
  readonly size: [number, number];
  readonly strides: [number, number];
  /** The padding of a pooling in ceil mode. */
  readonly padding?: [number, number];
  /** The padding of tfjs's own pooling. */
  readonly pad?: 'same' | 'valid';
  readonly edge: 'present' | 'full';
}

/** The pooling of a tfjs layer, or of a layer of `@rectified/layers` in ceil mode; undefined for other layers. */
export function poolingOf(layer: Observed<Layer>): Pooling | undefined {
  for (const { kind, isTfjs, isCeil } of poolings) {
    if (isTfjs(layer)) {
      const pad = layer.read<string>('padding');
      if (layer.read('dataFormat') !== 'channelsLast' || (pad !== 'same' && pad !== 'valid'))
        return undefined;
      return { kind, size: layer.read('poolSize'), strides: layer.read('strides'), pad, edge: 'present' };
    }
    if (isCeil(layer)) {
      const { poolSize, strides, padding } = layer.read<Window>('window');
      const edge = layer.read<Pooling['edge'] | undefined>('edge') ?? 'present';
      return { kind, size: poolSize, strides, padding, edge };
    }
  }
  return undefined;
}

/** The window of a pooling in ceil mode. */
interface Window extends Pick<Pooling, 'strides'> {
  readonly poolSize: [number, number];
  readonly padding: [number, number];
}
