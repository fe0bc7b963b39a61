import { argmax } from './argmax.js';
import { checkScores } from './check-scores.js';

/**
 * How often one class (row) was taken for another (column): `matrix[label][argmax(scores)]`, as in scikit-learn.
 *
 * Values: rows of scores with a NaN have no answer and are not counted, so the matrix then adds up to less than
 * the number of labels.
 *
 * @example
 * confusionMatrix([2, 1, 0, 3, 5, 1], [0, 0, 1]); // => [[1,1],[1,0]]
 */
export function confusionMatrix(scores: ArrayLike<number>, labels: ArrayLike<number>): number[][] {
  const classes = checkScores(scores, labels);
  const matrix = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  for (let row = 0; row < labels.length; row++) {
    const answer = argmax(scores, row * classes, (row + 1) * classes);
    if (answer >= 0) matrix[labels[row]!]![answer]!++;
  }
  return matrix;
}
