import * as tf from '@tensorflow/tfjs-core';
import { cover, type PoolWindow, steps } from './pool-window.js';

/**
 * The gradient of max pooling in ceil mode: the gradient of a window goes to its first largest cell, row by row.
 *
 * Composed of ordinary ops because tfjs's own `MaxPoolGrad` is wrong on wasm: it starts its search for the maximum at
 * the smallest positive float instead of the lowest one (tfjs 4.22, tfjs-backend-wasm/src/cc/kernels/MaxPoolGrad.cc),
 * so a window without a positive value loses its gradient.
 *
 * The padded input is divided into blocks as large as the stride; windows begin where blocks begin. Phase (i, j) is
 * cell (i, j) of every block, all in one flat vector. So cell (row, column) of every window is one phase, shifted by
 * a whole number of blocks.
 */
export function maxPoolGradient(
  dy: tf.Tensor4D,
  x: tf.Tensor4D,
  y: tf.Tensor4D,
  window: PoolWindow,
): tf.Tensor4D {
  const [batch, height, width, channels] = x.shape;
  const [poolHeight, poolWidth] = window.poolSize;
  const [strideHeight, strideWidth] = window.strides;
  const [above, left] = window.padding ?? [0, 0];
  const rows = steps(height, poolHeight, strideHeight, above);
  const columns = steps(width, poolWidth, strideWidth, left);
  const size = batch * rows * columns * channels;

  /** One number per block; 0 where no window begins. */
  const perBlock = (ofWindows: tf.Tensor4D) => {
    const [, high, wide] = ofWindows.shape;
    const padded = tf.pad(ofWindows, [
      [0, 0],
      [0, rows - high],
      [0, columns - wide],
      [0, 0],
    ]);
    return tf.reshape<tf.Rank.R1>(padded, [size]);
  };
  const grid = tf.reshape(cover(x, window, -Infinity), [
    batch * rows,
    strideHeight,
    columns,
    strideWidth * channels,
  ]);
  const zeros: tf.Tensor1D = tf.zeros([size]);
  const phases = Array.from({ length: strideHeight * strideWidth }, (_, phase) => {
    const begin = [0, Math.floor(phase / strideWidth), 0, (phase % strideWidth) * channels];
    const piece = tf.slice(grid, begin, [batch * rows, 1, columns, channels]);
    return { cells: tf.reshape<tf.Rank.R1>(piece, [size]), gradient: zeros };
  });

  const largest = perBlock(y);
  let undelivered = perBlock(dy);
  for (let row = 0; row < poolHeight; row++) {
    for (let column = 0; column < poolWidth; column++) {
      const phase = phases[(row % strideHeight) * strideWidth + (column % strideWidth)]!;
      const blocks = Math.floor(row / strideHeight) * columns + Math.floor(column / strideWidth);
      const isLargest = tf.equal(moved(phase.cells, -blocks * channels), largest);
      const delivered = tf.where(isLargest, undelivered, zeros);
      undelivered = tf.where(isLargest, zeros, undelivered);
      phase.gradient = tf.add(phase.gradient, moved(delivered, blocks * channels));
    }
  }

  const bands = Array.from({ length: strideHeight }, (_, i) => {
    const band = phases.slice(i * strideWidth, (i + 1) * strideWidth);
    return tf.concat(
      band.map(({ gradient }) => tf.reshape(gradient, [batch * rows, 1, columns, channels])),
      3,
    );
  });
  const cells = tf.reshape(tf.concat(bands, 1), [
    batch,
    rows * strideHeight,
    columns * strideWidth,
    channels,
  ]);
  return tf.slice(cells as tf.Tensor4D, [0, above, left, 0], x.shape);
}

/** The elements shifted towards the end (or, if negative, the beginning), padded with zeros. */
function moved(flat: tf.Tensor1D, by: number): tf.Tensor1D {
  if (by === 0) return flat;
  const kept = flat.size - Math.abs(by);
  return by > 0 ? tf.pad1d(tf.slice(flat, 0, kept), [by, 0]) : tf.pad1d(tf.slice(flat, -by, kept), [0, -by]);
}
