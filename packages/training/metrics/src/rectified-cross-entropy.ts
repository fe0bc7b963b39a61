import { meanOverRows, type RowLoss } from './mean-over-rows.js';

/** Keras's epsilon: added to the sum by which outputs are divided, and the smallest probability that is not clipped. */
const epsilon = 1e-7;

/**
 * Mean of `-ln p[label]` over rows, in nats, with a rectifier instead of the softmax: `r = max(0, output)`,
 * `p = r / (sum(r) + 1e-7)`, then clipped to `[1e-7, 1 - 1e-7]`.
 *
 * Agarap: Deep learning using rectified linear units (arXiv 1803.08375), whose networks end in `Dense(activation='relu')` with
 * Keras's `categorical_crossentropy`, which divides by the sum and clips in this way.
 *
 * Shapes: `outputs` is rows x classes, one row after another; `labels` has one class per row.
 *
 * Values: if the label's output is 0 or less, the loss is `-ln 1e-7` = 16.12, also for a row without any output above 0. NaN in
 * a row gives NaN.
 *
 * @example
 * rectifiedCrossEntropy([3, 1, -2], [0]); // => 0.28768209745178194
 */
export function rectifiedCrossEntropy(outputs: ArrayLike<number>, labels: ArrayLike<number>): number {
  return meanOverRows(outputs, labels, rowRectifiedCrossEntropy);
}

export const rowRectifiedCrossEntropy: RowLoss = (outputs, from, classes, label) => {
  let total = epsilon;
  for (let i = 0; i < classes; i++) total += Math.max(0, outputs[from + i]!);
  const p = Math.max(0, outputs[from + label]!) / total;
  return -Math.log(Math.min(Math.max(p, epsilon), 1 - epsilon));
};
