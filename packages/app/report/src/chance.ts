import { chanceFrom } from '@rectified/metrics';
import type { Subject } from './subject-of.js';

/** Number of classes of the datasets in which all are equally frequent. */
const classes: Readonly<Record<string, number>> = { cifar10: 10, cifar100: 100, 'cifar100-coarse': 20 };

/** Mean of -ln of the frequency of a plankton image's class: the log-loss of guessing by frequency. */
const planktonLoss = 4.156;

/** The result of guessing, and from what value on a result is no better. */
export interface Chance {
  readonly value: number;
  readonly from: number;
}

/**
 * The chance level of the runs' measure for this many test images; undefined if it is not known. `guessing` is what the runs
 * recorded; otherwise it is known by the dataset's name.
 */
export function chanceOf(
  dataset: string,
  { measure, guessing = known(dataset, measure) }: Pick<Subject, 'measure' | 'guessing'>,
  testImages: number,
): Chance | undefined {
  if (guessing === undefined) return undefined;
  return { value: guessing, from: chanceFrom({ measure, value: guessing }, testImages) };
}

function known(dataset: string, measure: Subject['measure']): number | undefined {
  const real = dataset.replace(/^synthetic-/, '');
  if (measure === 'loss') return real === 'ndsb' ? planktonLoss : undefined;
  const count = classes[real];
  return count && 1 - 1 / count;
}
