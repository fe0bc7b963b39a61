import type { Dataset } from '@rectified/dataset';
import type * as tfl from '@tensorflow/tfjs-layers';
import { type ForwardOptions, forward } from './forward.js';

/** The result of {@link predict}. */
export interface Predictions {
  /** Images x classes, row by row. */
  readonly logits: Float32Array;
  /** The class of each image; the first one of equal logits. */
  readonly predictions: Int32Array;
}

/** A model's logits and answers for every image of a dataset, in test mode and in the dataset's order. */
export async function predict(
  model: tfl.LayersModel,
  dataset: Dataset,
  options: ForwardOptions = {},
): Promise<Predictions> {
  const batches = forward(model, dataset, options);
  const logits = new Float32Array(dataset.size * dataset.classes.length);
  const predictions = new Int32Array(dataset.size);
  let images = 0;
  for await (const batch of batches) {
    logits.set(batch.logits, images * dataset.classes.length);
    predictions.set(batch.predictions, images);
    images += batch.labels.length;
  }
  return { logits, predictions };
}
