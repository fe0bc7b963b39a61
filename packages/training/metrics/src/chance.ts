import { checkFields, finiteNumber, oneOf, wholeNumber } from '@rectified/errors';

/** The result of guessing without looking at the image. */
export interface Guessing {
  /** The dataset's metric. */
  readonly measure: 'error' | 'loss';
  readonly value: number;
}

/** An error rate within this many standard errors of guessing is no evidence of learning. */
const noise = 3;

/** Nor is a loss that is lower by this share. */
const lowerLoss = 0.01;

/**
 * The value from which on a result on this many images is no better than guessing: three standard errors of the guessing error below it, or
 * 1 % below the guessing loss.
 *
 * @example
 * chanceFrom({ measure: 'error', value: 0.9 }, 10_000); // => 0.891
 */
export function chanceFrom(guessing: Guessing, images: number): number {
  const { measure, value } = checkFields('guessing', { ...guessing, images }, checks);
  if (measure === 'loss') return (1 - lowerLoss) * value;
  return value - noise * Math.sqrt((value * (1 - value)) / images);
}

const checks = {
  measure: oneOf('error', 'loss'),
  value: finiteNumber({ from: 0 }),
  images: wholeNumber({ from: 1 }),
};
