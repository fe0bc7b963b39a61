import type { InitializationName, InitializeLayer } from '@rectified/layers';
import type { layers } from '@tensorflow/tfjs-layers';
import type { Head } from './with-head.js';

/** The options of every architecture; most have more. */
export interface ArchitectureOptions {
  classes: number;
  /** Called once for every place with an activation; must return a new layer each time. */
  activation: () => layers.Layer;
  /**
   * Seed of the initial weights, which do not depend on the activation (except for a factor with `'he-gain'`), and, until a trainer
   * sets it, of the noise. Default 0.
   */
  seed?: number;
  /** Multiplies the channels and units of hidden layers (rounded, at least 1). Default 1, the full network. */
  width?: number;
  /**
   * A name, or a function from the layer's name. Default `'authors'`, the architecture's own. `'he-gain'` is He
   * et al.'s initialization in every layer, with the gain of this network's activation; `'he-gain-fan-out'` uses its gain for gradients. These suit
   * every activation. `'lsuv'` draws orthogonal weights, which `lsuv` of `@rectified/layers` then scales on the first batch.
   */
  initialization?: InitializationName | InitializeLayer;
  /** What follows the network: the softmax in the loss (default), or a rectifier, which needs its own loss; see {@link withHead}. */
  head?: Head;
  /** Height, width and channels of an image. */
  shape?: readonly [height: number, width: number, channels: number];
}
