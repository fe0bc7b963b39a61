import { augment, byteSteps, type Statistics, type TestView } from '@rectified/augment';
import { augmentedSource } from '@rectified/augment/workers';
import type { Dataset } from '@rectified/dataset';
import { InputError } from '@rectified/errors';
import { type ForwardOptions, predict } from '@rectified/trainer';
import type { LayersModel } from '@tensorflow/tfjs-layers';

export interface AverageOptions extends Pick<ForwardOptions, 'batch' | 'input' | 'signal'> {
  readonly statistics: Statistics;
  /** The seed of random views. */
  readonly seed: number;
  /** Called after every batch; `view` counts from 0, and `images` are those of this view that are done. */
  readonly onBatch?: (progress: { readonly view: number; readonly images: number }) => void;
}

/**
 * The softmax probabilities that a model gives each image, images x classes, row by row: their mean over views. They
 * are summed in float64, view by view, so batch size and number of threads move them by the network's rounding at most.
 */
export async function averageViews(
  model: LayersModel,
  dataset: Dataset,
  views: readonly TestView[],
  { statistics, seed, onBatch, ...options }: AverageOptions,
): Promise<Float64Array> {
  const { steps: augmentation } = views[0]!;
  const { shape } = augment(byteSteps(augmentation)).form(dataset.shape);
  // One view is made in no time beside the network's; threads take some to start.
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
      addProbabilities(sums, logits, dataset.classes.length);
    }
  } finally {
    await close();
  }
  return sums.map((sum) => sum / views.length);
}

/** Adds the softmax of each row. */
function addProbabilities(sums: Float64Array, logits: Float32Array, classes: number): void {
  const row = new Float64Array(classes);
  for (let from = 0; from < logits.length; from += classes) {
    let most = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < classes; i++) most = Math.max(most, logits[from + i]!);
    let total = 0;
    for (let i = 0; i < classes; i++) total += row[i] = Math.exp(logits[from + i]! - most);
    if (!Number.isFinite(total))
      throw new InputError({
        what: 'the network gives no probabilities',
        expected: 'finite logits',
        got: `${logits[from]} ...`,
        remedy: 'Its training may have diverged',
      });
    for (let i = 0; i < classes; i++) sums[from + i]! += row[i]! / total;
  }
}
