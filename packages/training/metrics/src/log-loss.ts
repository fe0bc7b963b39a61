import { checkOptions, finiteNumber, InputError, optional, renamed, trueOrFalse } from '@rectified/errors';
import { checkScores } from './check-scores.js';

export interface LogLossOptions {
  /** Probabilities are moved into `[clip, 1 - clip]`; above 0 and below 0.5. Default 1e-15: cxxnet (`utils/metric.h`) and Kaggle. */
  clip?: number;
  /** Divide every row by its sum first, as Kaggle does (default). `false` is cxxnet's `logloss`. */
  normalize?: boolean;
}

const checks = { clip: optional(finiteNumber({ above: 0, below: 0.5 })), normalize: optional(trueOrFalse) };

/**
 * Mean of `-ln p[label]` over rows, in nats: `p = row / sum(row)`, then clipped to `[clip, 1 - clip]`.
 *
 * Paper: Table 5 of arXiv 1505.00853 (the National Data Science Bowl's measure). Chance with 121 classes is
 * ln 121 = 4.7958.
 *
 * Shapes: `probabilities` is rows x classes, one row after another; `labels` has one class per row.
 *
 * Values: at 0 the loss is `-ln clip` = 34.54, also for a row that is all 0. Values that cannot be probabilities (below 0,
 * NaN, infinite) throw an `InputError`.
 *
 * @example
 * logLoss([0.5, 0.5, 2, 6], [0, 1]); // => 0.4904146265058631
 */
export function logLoss(
  probabilities: ArrayLike<number>,
  labels: ArrayLike<number>,
  options: LogLossOptions = {},
): number {
  const { clip = 1e-15, normalize = true } = checkOptions('logLoss', options, checks, {
    eps: renamed('clip'),
  });
  const classes = checkScores(probabilities, labels);
  let sum = 0;
  for (let row = 0; row < labels.length; row++) {
    const from = row * classes;
    let total = 0;
    for (let i = 0; i < classes; i++) total += probabilityOf(probabilities[from + i]!, row, i);
    const own = probabilities[from + labels[row]!]!;
    const p = normalize && total > 0 ? own / total : own;
    sum -= Math.log(Math.max(Math.min(p, 1 - clip), clip));
  }
  return sum / labels.length;
}

function probabilityOf(value: number, row: number, column: number): number {
  if (value >= 0 && value < Number.POSITIVE_INFINITY) return value;
  throw new InputError({
    what: `not a probability in row ${row}, column ${column}`,
    expected: 'a finite number of at least 0',
    got: String(value),
    remedy: 'Pass logits to softmaxCrossEntropy',
  });
}
