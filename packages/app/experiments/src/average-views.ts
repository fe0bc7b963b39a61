import type { Head } from '@rectified/architecture';
import { augment, byteSteps, type Statistics, type TestView } from '@rectified/augment';
import { augmentedSource } from '@rectified/augment/workers';
import type { Dataset } from '@rectified/dataset';
import { InputError } from '@rectified/errors';
import { type ForwardOptions, predict } from '@rectified/trainer';
import type { LayersModel } from '@tensorflow/tfjs-layers';

export interface AverageOptions extends Pick<ForwardOptions, 'batch' | 'input' | 'signal'> {
  readonly statistics: Statistics;
  /** The model's. Default: softmax. */
  readonly head?: Head;
  /** The seed of random views. */
  readonly seed: number;
  /** Called after every batch; `view` counts from 0, and `images` is the number of images done in this view. */
  readonly onBatch?: (progress: { readonly view: number; readonly images: number }) => void;
}

/**
 * The probabilities that a model gives each image (images x classes, row by row), averaged over views. They come from the softmax or, with a rectified head, from the outputs divided by their sum. They
 * are summed in float64, view by view, so batch size and number of threads change them at most by the network's rounding.
 */
export async function averageViews(
  model: LayersModel,
  dataset: Dataset,
  views: readonly TestView[],
  { statistics, seed, head = 'softmax', onBatch, ...options }: AverageOptions,
): Promise<Float64Array> {
  const { steps: augmentation } = views[0]!;
  const { shape } = augment(byteSteps(augmentation)).form(dataset.shape);
  // A single view takes almost no time compared with the network's; threads take some time to start.
  const threads = views.length === 1 ? 0 : undefined;
  const { batches, close } = augmentedSource(dataset, { augmentation, statistics, threads });
  const sums = new Float64Array(dataset.size * dataset.classes.length);
  try {
    for (const [view, { steps, epoch }] of views.entries()) {
      const { logits } = await predict(model, dataset, {
        ...options,
        shape,
        source: (_, { size }) => batches({ seed, epoch, size, shuffle: false, augmentation: steps }),
        onBatch: ({ images }) => onBatch?.({ view, images }),
      });
      addProbabilities(sums, logits, { classes: dataset.classes.length, head });
    }
  } finally {
    await close();
  }
  return sums.map((sum) => sum / views.length);
}

/** Adds the probabilities of each row. A rectified head that outputs only 0 adds nothing. */
function addProbabilities(
  sums: Float64Array,
  logits: Float32Array,
  { classes, head }: { readonly classes: number; readonly head: Head },
): void {
  const row = new Float64Array(classes);
  for (let from = 0; from < logits.length; from += classes) {
    let most = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < classes; i++) most = Math.max(most, logits[from + i]!);
    let total = 0;
    for (let i = 0; i < classes; i++)
      total += row[i] =
        head === 'softmax' ? Math.exp(logits[from + i]! - most) : Math.max(0, logits[from + i]!);
    if (!Number.isFinite(total))
      throw new InputError({
        what: 'the network gives no probabilities',
        expected: 'finite logits',
        got: `${logits[from]} ...`,
        remedy: 'Its training may have diverged',
      });
    if (total > 0) for (let i = 0; i < classes; i++) sums[from + i]! += row[i]! / total;
  }
}
