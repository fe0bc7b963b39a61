import * as tf from '@tensorflow/tfjs-core';
import { type Geometry, normals, sizeOf } from './reference.js';

export const pointwise = (batch: number, side: number, inputs: number, outputs: number): Geometry => ({
  x: [batch, side, side, inputs],
  filter: [1, 1, inputs, outputs],
  strides: [1, 1],
  pads: [0, 0, 0, 0],
});

/** Filters and biases of convolutions of the same input, with so many filters each; the second has no bias. */
export const branchesOf = ({ x, filter }: Geometry, widths: readonly number[]) =>
  widths.map((filters, b) => ({
    filter: tf.tensor4d(normals(sizeOf(filter.slice(0, 3)) * filters, b, 0.2), [
      filter[0],
      filter[1],
      x[3],
      filters,
    ]),
    bias: b === 1 ? null : tf.tensor1d(normals(filters, b + 10, 0.1)),
  }));
