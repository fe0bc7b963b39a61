import type { PlacedViews } from '@rectified/dataset';
import * as tf from '@tensorflow/tfjs-core';

/**
 * Views of images, made of their pixels at the `places` of each: [views, 3], or [views, 6] with a mean image. Numbers that are put around the
 * images are `fill`. Places are float32, as every device computes with them, and whole to 2^24.
 */
export function placedImages(
  images: tf.Tensor4D,
  places: tf.Tensor2D,
  { border: { by }, shape: [height, width], mean }: PlacedViews,
  fill: number,
): tf.Tensor4D {
  const sides = [by, by] as [number, number];
  const bordered = by === 0 ? images : tf.pad4d(images, [[0, 0], sides, sides, [0, 0]], fill);
  const [views, rows, columns, channels] = bordered.shape;
  const [first, down, right, ...ofMean] = tf
    .split(places, places.shape[1], 1)
    .map((one) => tf.reshape(one, [views, 1, 1]));
  const y = tf.reshape(tf.range(0, height), [1, height, 1]);
  const x = tf.reshape(tf.range(0, width), [1, 1, width]);
  const numbers = (start: tf.Tensor, row: tf.Tensor, column: tf.Tensor) =>
    tf.add(start, tf.add(tf.mul(y, row), tf.mul(x, column)));
  const pixels = numbers(first!, down!, right!);
  const image = tf.broadcastTo(tf.reshape(tf.range(0, views), [views, 1, 1]), [views, height, width]);
  const view = tf.gatherND(
    tf.reshape(bordered, [views, rows * columns, channels]),
    tf.cast(tf.stack([image, pixels], 3), 'int32'),
  ) as tf.Tensor4D;
  if (mean === undefined) return view;
  const [start, row, column] = ofMean;
  const less = tf.gatherND(
    tf.tensor2d(mean.pixels, [mean.shape[0] * mean.shape[1], channels]),
    tf.cast(tf.reshape(numbers(start!, row!, column!), [views, height, width, 1]), 'int32'),
  );
  return tf.sub(view, less);
}
