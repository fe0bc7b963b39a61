import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';

/** Gives a model the weights of tools/golden/architectures.py: element i is a sine of i and the letters of the name. */
export function setSines(model: tfl.LayersModel): void {
  for (const weight of model.weights) {
    const name = weight.originalName;
    const shape = weight.shape as number[];
    const offset = [...name].reduce((sum, letter) => sum + letter.charCodeAt(0), 0);
    const fanIn = shape.slice(0, -1).reduce((product, size) => product * size, 1);
    const [middle, scale] = name.endsWith('/kernel')
      ? [0, 2 / Math.sqrt(fanIn)]
      : name.endsWith('/gamma')
        ? [1, 0.1]
        : name.endsWith('/moving_variance')
          ? [1, 0.5]
          : [0, 0.1];
    const values = Array.from(
      { length: tf.util.sizeFromShape(shape) },
      (_, i) => middle + scale * Math.sin(i * 1.7 + offset),
    );
    const tensor = tf.tensor(values, shape);
    weight.write(tensor);
    tensor.dispose();
  }
}
