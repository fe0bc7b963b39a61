import { checkOptions, checkValue } from '@rectified/errors';
import * as tf from '@tensorflow/tfjs-core';
import { ceilMaxPool } from './ceil-max-pool.js';
import { levels, maps } from './checks.js';

/**
 * Max pooling over the cells of several grids on the map, as one vector, see {@link GridPyramidPooling2D}. Shape
 * [n, height, width, channels] to [n, features].
 *
 * @example
 * gridPyramidPool(tf.ones([1, 6, 6, 256]), { grids: [1, 2, 4] }); // shape [1, 5376]
 */
export function gridPyramidPool(x: tf.Tensor4D, options: { grids: readonly number[] }): tf.Tensor2D {
  checkValue('x', x, maps);
  const { grids } = checkOptions('gridPyramidPool', options, { grids: levels });
  return tf.tidy(() => {
    const levels = grids.map((bins) => {
      const rows = apart(x, 1, bins);
      const cells = apart(rows.x, 2, bins);
      const size: [number, number] = [rows.length, cells.length];
      const maxima = ceilMaxPool(cells.x, { poolSize: size, strides: size });
      return tf.reshape<tf.Rank.R2>(maxima, [x.shape[0], maxima.size / x.shape[0]]);
    });
    return tf.concat(levels, 1);
  });
}

/**
 * The bins of one axis one after another, for grids whose bins overlap or differ in length: shorter ones are padded
 * with -Infinity to the `length` of the longest, so that a single pool can process them.
 */
function apart(x: tf.Tensor4D, axis: 1 | 2, bins: number): { x: tf.Tensor4D; length: number } {
  const size = x.shape[axis];
  const ranges = Array.from({ length: bins }, (_, i) => {
    const start = Math.floor((i * size) / bins);
    return { start, length: Math.ceil(((i + 1) * size) / bins) - start };
  });
  const length = Math.max(...ranges.map((range) => range.length));
  if (length * bins === size) return { x, length };
  const pieces = ranges.map((range) => {
    const begin = [0, 0, 0, 0];
    begin[axis] = range.start;
    const shape: number[] = [...x.shape];
    shape[axis] = range.length;
    const beyond = [0, 0, 0, 0];
    beyond[axis] = length - range.length;
    const piece = tf.slice(x, begin, shape);
    return range.length === length
      ? piece
      : tf.pad(
          piece,
          beyond.map((cells): [number, number] => [0, cells]),
          -Infinity,
        );
  });
  return { x: tf.concat(pieces, axis), length };
}
