import type { InitializationName, InitializeLayer } from '@rectified/layers';
import type { layers } from '@tensorflow/tfjs-layers';
import type { Head } from './with-head.js';

/** What every architecture can be told; most can be told more. */
export interface ArchitectureOptions {
  classes: number;
  /** Called for every place that has an activation; makes a new layer each time. */
  activation: () => layers.Layer;
  /**
   * Of the initial weights, which do not depend on the activation (with `'he-gain'` but for a factor), and, until a trainer
   * takes over, of the noise. Default 0.
   */
  seed?: number;
  /** Multiplies the channels and units of hidden layers (rounded, at least 1). Default 1, the full network. */
  width?: number;
  /**
   * By name, or a function from the layer's name. Default `'authors'`, which is the architecture's own. `'he-gain'` is He
   * et al.'s in every layer, by the gain of this network's activation, `'he-gain-fan-out'` by its gain for gradients: rules that are
   * right for each. `'lsuv'` draws orthogonal weights, which `lsuv` of `@rectified/layers` then scales by the first batch.
   */
  initialization?: InitializationName | InitializeLayer;
  /** What stands behind the network: the softmax of the loss (default), or a rectifier, which wants a loss of its own; see {@link withHead}. */
  head?: Head;
  /** Height, width and channels of an image. */
  shape?: readonly [height: number, width: number, channels: number];
}
