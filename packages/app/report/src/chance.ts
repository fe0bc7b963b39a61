/** Classes of the data sets in which all are equally frequent. */
const classes: Readonly<Record<string, number>> = { cifar10: 10, cifar100: 100, 'cifar100-coarse': 20 };

/** Mean of -ln of the frequency of a plankton image's class: the log-loss of knowing no more than that. */
const planktonLoss = 4.156;

/** Standard errors of an error rate around guessing that are no evidence of learning. */
const noise = 3;

/** What is reached without having learned anything, and from where on a result is no better. */
export interface Chance {
  readonly value: number;
  readonly from: number;
}

/** Of a data set, measured on so many test images; undefined where it is not known. */
export function chanceOf(dataset: string, measure: 'error' | 'loss', testImages: number): Chance | undefined {
  const real = dataset.replace(/^synthetic-/, '');
  if (measure === 'loss')
    return real === 'ndsb' ? { value: planktonLoss, from: 0.99 * planktonLoss } : undefined;
  const count = classes[real];
  if (count === undefined) return undefined;
  const value = 1 - 1 / count;
  return { value, from: value - noise * Math.sqrt((value * (1 - value)) / testImages) };
}
