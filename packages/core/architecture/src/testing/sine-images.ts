import * as tf from '@tensorflow/tfjs-core';

/** The images of tools/golden/architectures.py, with irregular numbers from -1 to 1: element i is sin(i² mod 1000). */
export function sineImages(shape: readonly number[]): tf.Tensor {
  const values = Array.from({ length: tf.util.sizeFromShape([...shape]) }, (_, i) =>
    Math.sin((i * i) % 1000),
  );
  return tf.tensor(values, [...shape]);
}
