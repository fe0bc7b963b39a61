import * as tf from '@tensorflow/tfjs-core';

/** Images of numbers from -1 to 1 in no particular order, those of tools/golden/architectures.py: element i is sin(i² mod 1000). */
export function sineImages(shape: readonly number[]): tf.Tensor {
  const values = Array.from({ length: tf.util.sizeFromShape([...shape]) }, (_, i) =>
    Math.sin((i * i) % 1000),
  );
  return tf.tensor(values, [...shape]);
}
