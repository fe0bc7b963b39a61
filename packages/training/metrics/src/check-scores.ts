import { checkValue, InputError } from '@rectified/errors';
import { numbers } from './checks.js';

/**
 * The number of scores per row: `scores` contains one row of class scores per label, one row after another.
 * Throws an {@link InputError} if they don't fit together or a label is not a class.
 */
export function checkScores(scores: ArrayLike<number>, labels: ArrayLike<number>): number {
  checkValue('scores', scores, numbers);
  checkValue('labels', labels, numbers);
  const classes = scores.length / labels.length;
  if (!(Number.isInteger(classes) && classes > 0))
    throw new InputError({
      what: 'scores and labels do not fit together',
      expected: 'at least one label, and for every label a row of as many scores as there are classes',
      got: `${scores.length} scores and ${labels.length} labels`,
    });
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i]!;
    if (!(Number.isInteger(label) && label >= 0 && label < classes))
      throw new InputError({
        what: `label ${i} is not a class`,
        expected: `a whole number from 0 to ${classes - 1}`,
        got: String(label),
      });
  }
  return classes;
}
