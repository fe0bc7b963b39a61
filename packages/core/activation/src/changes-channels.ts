import type { layers } from '@tensorflow/tfjs-layers';

/**
 * A layer whose output has another number of channels than its input, such as CReLU and Maxout. Builders of networks use this
 * to choose the number of channels before it.
 *
 * @example
 * new CReLU().inputChannels(192); // => 96
 */
export interface ChangesChannels {
  /** Number of input channels for this number of output channels; a fraction if there is none. */
  inputChannels(outputChannels: number): number;
}

/** Whether a layer declares that it changes the number of channels. */
export function changesChannels(layer: layers.Layer): layer is layers.Layer & ChangesChannels {
  return typeof (layer as Partial<ChangesChannels>).inputChannels === 'function';
}
