import { fuse } from '@rectified/fuse';
import { everyLayerOf, layersWithin } from '@rectified/layers';
import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import { losses } from './losses.js';
import type { Training } from './training.js';
import type { TrainingBatch } from './training-step.js';
import { variableOf } from './weights.js';

type Layer = tfl.LayersModel['layers'][number];

/**
 * The gradients of a batch's loss with respect to the weights of each layer that learns, in one array per layer, in the order of the
 * network. In test mode, so that nothing changes: no dropout, and moving statistics stay as they are.
 */
export async function lossGradients(
  { model, settings }: Pick<Training, 'model' | 'settings'>,
  { pixels, shape, labels }: TrainingBatch,
): Promise<Map<Layer, Float32Array>> {
  const { loss = 'softmax-cross-entropy' } = settings;
  const network = fuse(model);
  const grads = tf.tidy(() => {
    const x = tf.tensor4d(pixels, [...shape]);
    const { grads } = tf.variableGrads(() => {
      const outputs = network.apply<tf.Tensor2D>(x, { inputGradient: false });
      const oneHot = tf.oneHot(tf.tensor1d(labels, 'int32'), outputs.shape[1]) as tf.Tensor2D;
      return losses[loss](outputs, oneHot);
    }, model.trainableWeights.map(variableOf));
    return grads;
  });
  const gradients = new Map<Layer, Float32Array>();
  for (const layer of everyLayerOf(model)) {
    if (layersWithin(layer).length > 0) continue;
    const own = layer.trainableWeights.flatMap((weight) => grads[variableOf(weight).name] ?? []);
    if (own.length > 0) gradients.set(layer, await valuesOf(own));
  }
  tf.dispose(grads);
  return gradients;
}

async function valuesOf(tensors: readonly tf.Tensor[]): Promise<Float32Array> {
  const parts = await Promise.all(tensors.map((tensor) => tensor.data<'float32'>()));
  const values = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    values.set(part, at);
    at += part.length;
  }
  return values;
}
