import { checkScores } from './check-scores.js';

/** The loss of a row of scores: the `classes` scores from index `from` on, for an example of class `label`. */
export type RowLoss = (scores: ArrayLike<number>, from: number, classes: number, label: number) => number;

/** The mean of a loss over rows of scores, one after another. */
export function meanOverRows(scores: ArrayLike<number>, labels: ArrayLike<number>, lossOf: RowLoss): number {
  const classes = checkScores(scores, labels);
  let sum = 0;
  for (let row = 0; row < labels.length; row++) sum += lossOf(scores, row * classes, classes, labels[row]!);
  return sum / labels.length;
}
