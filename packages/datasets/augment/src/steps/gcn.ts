import * as z from 'zod';
import { type Form, type Stage, sizeOf } from '../stage.js';
import { atLeast0, positive } from './numbers.js';

/**
 * Global contrast normalization of each image by itself: `scale (x - mean) / sqrt(bias + sum (x - mean)^2)`, as in pylearn2's
 * `global_contrast_normalize`; an image without contrast becomes 0. Outputs float32.
 */
export const gcnSchema = z.strictObject({
  step: z.literal('gcn'),
  /** Euclidean norm of the output. Default: 55, as NIN and maxout used for CIFAR. */
  scale: positive.default(55),
  /** Default: 0. */
  bias: atLeast0.default(0),
});
export type Gcn = z.output<typeof gcnSchema>;

/** pylearn2's `min_divisor`. */
const leastDivisor = 1e-8;

export function gcnStage({ scale, bias }: Gcn, { shape }: Form): Stage {
  const size = sizeOf(shape);
  return {
    shape,
    type: 'float32',
    make(from, fromAt, to, toAt) {
      let sum = 0;
      for (let i = 0; i < size; i++) sum += from[fromAt + i]!;
      const mean = sum / size;
      let squares = 0;
      for (let i = 0; i < size; i++) squares += (from[fromAt + i]! - mean) ** 2;
      const norm = Math.sqrt(bias + squares) / scale;
      const divisor = norm < leastDivisor ? 1 : norm;
      for (let i = 0; i < size; i++) to[toAt + i] = (from[fromAt + i]! - mean) / divisor;
    },
  };
}
