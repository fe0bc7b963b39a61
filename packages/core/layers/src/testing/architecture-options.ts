import type { layers } from '@tensorflow/tfjs-layers';
import type { Initialization } from '../initializers/initializations.js';
import type { InitializeLayer } from '../network-parts.js';

/** What every architecture can be told; most can be told more. */
export interface ArchitectureOptions {
  classes: number;
  /** Makes a new layer each time. */
  activation: () => layers.Layer;
  /** Of the initial weights and, until a trainer takes over, of the noise. */
  seed?: number;
  /** Multiplies the channels of hidden layers. */
  width?: number;
  initialization?: 'authors' | Initialization | InitializeLayer;
  /** Of an image. */
  shape?: readonly [height: number, width: number, channels: number];
}
