import { philox4x32 } from '@rectified/random';

/** Names one view of one image: the same key gives the same view in every process and thread. 32-bit unsigned integers. */
export interface ViewKey {
  /** The seed of the whole run. */
  readonly seed: number;
  /** Training counts epochs from 1. Of several views at test time: the view's number. */
  readonly epoch: number;
  /** The index of the image in its dataset. */
  readonly index: number;
}

/**
 * The four random words of one step of one view: Philox keyed by (seed, stream) at counter (index, epoch). A step's
 * stream comes from its name, so that a step draws the same whichever others stand beside it.
 */
export function draw({ seed, epoch, index }: ViewKey, stream: number): Uint32Array {
  return philox4x32([index, epoch, 0, 0], [seed, stream]);
}

/** A word as a number in [from, to). */
export function between(word: number, from: number, to: number): number {
  return from + (word / 2 ** 32) * (to - from);
}

/** A word as a whole number in 0 .. bound - 1; none is likelier than another by more than bound / 2^32 of itself. */
export function below(word: number, bound: number): number {
  return Math.floor((word / 2 ** 32) * bound);
}
