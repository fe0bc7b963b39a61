import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs-layers';
import * as tfl from '@tensorflow/tfjs-layers';

/** What turns the last outputs of a network into shares of classes: all but the first have a layer of their own. */
export const heads = ['softmax', 'rectifier'] as const;

/** One of {@link heads}. */
export type Head = (typeof heads)[number];

/**
 * A network with the head that was asked for. `'softmax'` leaves it as it is, since the loss contains the softmax;
 * `'rectifier'` puts a ReLU behind it, after Agarap (arXiv 1803.08375), and wants the loss `'rectified-cross-entropy'`. The
 * answer is the class of the largest output in both, of equal ones the first.
 */
export function withHead(model: LayersModel, head: Head = 'softmax'): LayersModel {
  if (head === 'softmax') return model;
  const { name, inputs, outputs } = model;
  const rectified = tfl.layers.reLU({ name: 'rectified-head' }).apply(outputs[0]!) as SymbolicTensor;
  return tfl.model({ name, inputs, outputs: rectified });
}
