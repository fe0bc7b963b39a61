import { checkFields, finiteNumber, oneOf, wholeNumber } from '@rectified/errors';

/** What an answer reaches that knows nothing of the image. */
export interface Guessing {
  /** What a dataset is judged by. */
  readonly measure: 'error' | 'loss';
  readonly value: number;
}

/** Standard errors of an error rate around guessing that are no evidence of learning. */
const noise = 3;

/** A loss this much lower is none, either. */
const lowerLoss = 0.01;

/**
 * From where on a result on so many images is no better than guessing: three standard errors of the guessing error below it, or
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
