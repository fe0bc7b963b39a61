import { philox4x32 } from '@rectified/random';

/** Identifies one view of one image: the same key gives the same view in every process and thread. 32-bit unsigned integers. */
export interface ViewKey {
  /** The seed of the run. */
  readonly seed: number;
  /** Training counts epochs from 1. For several views at test time, the view's number. */
  readonly epoch: number;
  /** The index of the image in its dataset. */
  readonly index: number;
}

/**
 * The four random words of one step of one view: Philox keyed by (seed, stream) at counter (index, epoch). A step's
 * stream comes from its name, so a step draws the same whatever the other steps are.
 */
export function draw({ seed, epoch, index }: ViewKey, stream: number): Uint32Array {
  return philox4x32([index, epoch, 0, 0], [seed, stream]);
}

/** A word as a number in [from, to). */
export function between(word: number, from: number, to: number): number {
  return from + (word / 2 ** 32) * (to - from);
}

/** A word as a whole number in 0 .. bound - 1; their probabilities differ by at most a relative bound / 2^32. */
export function below(word: number, bound: number): number {
  return Math.floor((word / 2 ** 32) * bound);
}
