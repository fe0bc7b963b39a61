import { checkFields, checkValue, randomSeed, wholeNumber } from '@rectified/errors';
import { permutation, streamOf } from '@rectified/random';
import * as checks from './checks.js';

/**
 * The order of the images in one epoch: a permutation of `0 .. size - 1` that depends only on `seed` and `epoch`,
 * so any epoch can be reproduced.
 *
 * @example
 * epochOrder(50_000, { seed: 1, epoch: 0 }).length; // => 50000
 */
export function epochOrder(size: number, order: { seed: number; epoch: number }): Uint32Array {
  checkValue('number of images', size, wholeNumber());
  const { seed, epoch } = checkFields('the order of an epoch', order, {
    seed: randomSeed,
    epoch: checks.epoch,
  });
  return permutation(size, { seed, stream: streamOf('order'), step: epoch });
}
