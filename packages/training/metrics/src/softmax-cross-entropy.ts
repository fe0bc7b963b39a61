import { meanOverRows, type RowLoss } from './mean-over-rows.js';

/**
 * Mean of `-ln softmax(logits)[label]` over rows, in nats, computed in float64 from the logits.
 *
 * With m the largest logit of a row: `m - z[label] + ln(1 + sum over the others of exp(z - m))`, using `Math.log1p`, so
 * neither 1000 nor -1000 overflows, and a loss of 1e-20 is not rounded to 0.
 *
 * Paper: the training loss of every network of arXiv 1505.00853 (cxxnet's `softmax` layer). Unlike the
 * log-loss that cxxnet and Kaggle report (`logLoss`), it is not clipped.
 *
 * Shapes: `logits` is rows x classes, one row after another; `labels` has one class per row.
 *
 * Values: NaN in a row gives NaN. A logit of -infinity is a probability of 0: it gives infinity at the label and has no effect
 * elsewhere. +infinity gives NaN at the label and infinity elsewhere. A constant row gives ln(classes).
 *
 * @example
 * softmaxCrossEntropy([0, 0, 0, 0], [1, 0]); // => 0.6931471805599453
 */
export function softmaxCrossEntropy(logits: ArrayLike<number>, labels: ArrayLike<number>): number {
  return meanOverRows(logits, labels, rowCrossEntropy);
}

export const rowCrossEntropy: RowLoss = (logits, from, classes, label) => {
  let at = 0;
  for (let i = 1; i < classes; i++) if (logits[from + i]! > logits[from + at]!) at = i;
  const most = logits[from + at]!;
  let others = 0;
  for (let i = 0; i < classes; i++) if (i !== at) others += Math.exp(logits[from + i]! - most);
  return most - logits[from + label]! + Math.log1p(others);
};
