import { permutation, streamOf } from '@rectified/random';

/**
 * The order of the images in one epoch: a permutation of `0 .. size - 1` that depends on `seed` and `epoch` alone,
 * so any epoch can be made again.
 *
 * @example
 * epochOrder(50_000, { seed: 1, epoch: 0 }).length; // => 50000
 */
export function epochOrder(size: number, { seed, epoch }: { seed: number; epoch: number }): Uint32Array {
  return permutation(size, { seed, stream: streamOf('order'), step: epoch });
}
