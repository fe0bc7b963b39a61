import { InputError } from '@rectified/errors';
import * as z from 'zod';
import { dot } from '../dot.js';
import { type Form, type Stage, type StageContext, sizeOf } from '../stage.js';
import { atLeast0 } from './numbers.js';

/**
 * ZCA whitening with the training set's mean and covariance, as they are at this step (see `fitStatistics`):
 * `y = V (D + bias)^(-1/2) V' (x - mean)`, covariance = V D V', as in pylearn2's `ZCA`. Outputs float32.
 */
export const zcaSchema = z.strictObject({
  step: z.literal('zca'),
  /** Added to the eigenvalues; used when the statistics are computed. Default: 0.1, pylearn2's `filter_bias`. */
  bias: atLeast0.default(0.1),
});
export type Zca = z.output<typeof zcaSchema>;

export function zcaStage(_: Zca, { shape }: Form, { statistics: { whitening } }: StageContext): Stage {
  if (whitening === undefined)
    throw new InputError({
      what: 'the whitening matrix is missing',
      remedy: 'Compute it once with fitStatistics and give the result as `statistics`',
    });
  const { mean, matrix } = whitening;
  const size = sizeOf(shape);
  if (mean.length !== size)
    throw new InputError({
      what: 'the whitening matrix is for images of another size',
      expected: `${size} numbers per image`,
      got: `${mean.length}`,
    });
  const centered = new Float32Array(size);
  return {
    shape,
    type: 'float32',
    make(from, fromAt, to, toAt) {
      for (let i = 0; i < size; i++) centered[i] = from[fromAt + i]! - mean[i]!;
      for (let i = 0; i < size; i++) to[toAt + i] = dot(matrix, i * size, centered, 0, size);
    },
  };
}
