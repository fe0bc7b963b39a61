import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs-layers';
import * as tfl from '@tensorflow/tfjs-layers';

/** What turns a network's last outputs into shares of classes: all except the first are a layer of their own. */
export const heads = ['softmax', 'rectifier'] as const;

/** One of {@link heads}. */
export type Head = (typeof heads)[number];

/**
 * A network with the requested head. `'softmax'` leaves it unchanged, because the loss contains the softmax;
 * `'rectifier'` adds a ReLU, following Agarap (arXiv 1803.08375), and requires the loss `'rectified-cross-entropy'`. With both, the
 * answer is the class with the largest output, and the first one of equal outputs.
 */
export function withHead(model: LayersModel, head: Head = 'softmax'): LayersModel {
  if (head === 'softmax') return model;
  const { name, inputs, outputs } = model;
  const rectified = tfl.layers.reLU({ name: 'rectified-head' }).apply(outputs[0]!) as SymbolicTensor;
  return tfl.model({ name, inputs, outputs: rectified });
}
