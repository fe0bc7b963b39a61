import { checkOptions, having, InputError, oneOf, optional, renamed } from '@rectified/errors';
import { checkScores } from './check-scores.js';
import { count } from './checks.js';
import { rowRectifiedCrossEntropy } from './rectified-cross-entropy.js';
import { rowCrossEntropy } from './softmax-cross-entropy.js';
import { rank } from './top-k-error.js';

const losses = {
  'softmax-cross-entropy': rowCrossEntropy,
  'rectified-cross-entropy': rowRectifiedCrossEntropy,
};

/** The loss of the scores: {@link softmaxCrossEntropy}, or {@link rectifiedCrossEntropy}. */
export type ClassificationLoss = keyof typeof losses;

export interface ClassificationOptions {
  classes: number;
  /** Default: `'softmax-cross-entropy'`. */
  loss?: ClassificationLoss;
  /** Also count the labels that are not among the `topK` largest scores. */
  topK?: number;
  /** The `state()` of an earlier one: counting continues from there. */
  state?: ClassificationState;
}

/** Everything counted so far, as JSON. */
export interface ClassificationState {
  readonly images: number;
  readonly wrong: number;
  readonly wrongTopK?: number;
  /** The sum of losses, as text: JSON has neither NaN nor infinity, and the shortest decimal text is exact. */
  readonly loss: string;
}

export interface ClassificationValue {
  readonly images: number;
  /** Share of wrong answers, as `errorRate`. */
  readonly error: number;
  /** Mean in nats, as `softmaxCrossEntropy` or `rectifiedCrossEntropy`. */
  readonly loss: number;
  /** Share of images whose label is not among the k highest scores, as `topKError`, if it was requested. */
  readonly topKError?: number;
}

export interface Classification {
  /** Counts a batch: logits of rows x classes, one row after another, and a label per row. */
  add(logits: ArrayLike<number>, labels: ArrayLike<number>): void;
  /** The value over everything added so far; NaN before the first row. */
  value(): ClassificationValue;
  /** For a checkpoint: see `ClassificationOptions.state`. */
  state(): ClassificationState;
}

/**
 * Error and loss of a stream of batches.
 *
 * Rows are summed one by one in the order in which they come, so the result depends neither on how rows are divided into
 * batches nor on interruptions: continuing from `state()`, also after `JSON.stringify` and
 * `JSON.parse`, gives the same bits.
 *
 * Paper: with the logits of training steps, this is what cxxnet prints as train error and most likely what the train columns
 * of the paper's tables show; with those of test images, it is the test columns.
 *
 * @example
 * const measure = classification({ classes: 2 });
 * measure.add([2, 1, 0, 3], [0, 0]);
 * measure.value().error; // => 0.5
 */
export function classification(options: ClassificationOptions): Classification {
  const {
    classes,
    loss: lossName = 'softmax-cross-entropy',
    topK,
    state,
  } = checkOptions(
    'classification',
    options,
    {
      classes: count,
      loss: optional(oneOf('softmax-cross-entropy', 'rectified-cross-entropy')),
      topK: optional(count),
      state: optional(having('what state() gave', 'images', 'wrong', 'loss')),
    },
    { k: renamed('topK') },
  );
  const rowLoss = losses[lossName];
  let { images, wrong, wrongTopK, loss } = resumed(state, topK);

  return {
    add(logits, labels) {
      if (labels?.length === 0 && logits?.length === 0) return;
      if (checkScores(logits, labels) !== classes)
        throw new InputError({
          what: 'logits do not fit the number of classes',
          expected: `${labels.length} rows of ${classes}`,
          got: `${logits.length} numbers`,
        });
      for (let row = 0; row < labels.length; row++) {
        const label = labels[row]!;
        const before = rank(logits, row * classes, classes, label);
        if (before > 0) wrong++;
        if (topK !== undefined && !(before < topK)) wrongTopK++;
        loss += rowLoss(logits, row * classes, classes, label);
      }
      images += labels.length;
    },
    value: () => ({
      images,
      error: wrong / images,
      loss: loss / images,
      ...(topK !== undefined && { topKError: wrongTopK / images }),
    }),
    state: () => ({ images, wrong, ...(topK !== undefined && { wrongTopK }), loss: String(loss) }),
  };
}

function resumed(state: ClassificationState | undefined, topK: number | undefined) {
  if (state === undefined) return { images: 0, wrong: 0, wrongTopK: 0, loss: 0 };
  const { images, wrong, wrongTopK, loss } = state;
  const counts = [images, wrong, wrongTopK ?? 0];
  const sound = counts.every((count) => Number.isInteger(count) && count >= 0 && count <= images);
  if (!sound || String(Number(loss)) !== loss || (topK === undefined) !== (wrongTopK === undefined))
    throw new InputError({
      what: 'this state cannot be resumed',
      expected: `what state() gave${topK === undefined ? '' : ', with a top-k count'}`,
      got: JSON.stringify(state),
    });
  return { images, wrong, wrongTopK: wrongTopK ?? 0, loss: Number(loss) };
}
