import type { layers } from '@tensorflow/tfjs-layers';

/**
 * A layer that gives another number of channels than it gets, such as CReLU and Maxout, says so: who builds networks of any
 * activation then knows how many channels to put before it.
 *
 * @example
 * new CReLU().inputChannels(192); // => 96
 */
export interface ChangesChannels {
  /** How many channels its input must have for its output to have so many; a fraction where no input has that. */
  inputChannels(outputChannels: number): number;
}

/** Whether a layer says that it changes the number of channels. */
export function changesChannels(layer: layers.Layer): layer is layers.Layer & ChangesChannels {
  return typeof (layer as Partial<ChangesChannels>).inputChannels === 'function';
}
