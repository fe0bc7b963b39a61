import { describeModel } from '@rectified/layers';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel, LayerVariable } from '@tensorflow/tfjs-layers';
import { sineImages } from './sine-images.js';
import { shapeOf } from './subject.js';

/** The gradient of the loss with respect to one variable. */
export interface Gradient {
  readonly name: string;
  readonly values: Float32Array;
  /** The largest absolute value. */
  readonly largest: number;
  /** False for a bias that a batch normalization removes again: there is nothing to learn. */
  readonly learned: boolean;
}

const batch = 4;

/** Gradients of the loss on four images with respect to every learned variable, in training. */
export function gradientsOf(model: LayersModel): Gradient[] {
  const useless = biasesBeforeNormalization(model);
  return tf.tidy(() => {
    const x = sineImages([batch, ...shapeOf(model)]);
    const classes = model.outputs[0]!.shape[1]!;
    const labels = tf.oneHot(
      Array.from({ length: batch }, (_, i) => (3 + i) % classes),
      classes,
    );
    const { grads } = tf.variableGrads(
      () =>
        tf.losses.softmaxCrossEntropy(labels, model.apply(x, { training: true }) as tf.Tensor) as tf.Scalar,
    );
    return model.trainableWeights.map((weight) => {
      const name = (weight as LayerVariable).originalName;
      const values = grads[weight.name]!.dataSync<'float32'>();
      const largest = values.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
      return { name, values, largest, learned: !useless.has(name) };
    });
  });
}

function biasesBeforeNormalization(model: LayersModel): Set<string> {
  const { layers } = describeModel(model);
  const after = (name: string) => layers.filter(({ inputs }) => inputs.includes(name));
  const before = layers.filter(({ name }) => {
    const followers = after(name);
    return followers.length > 0 && followers.every(({ className }) => className === 'BatchNormalization');
  });
  return new Set(before.map(({ name }) => `${name}/bias`));
}
