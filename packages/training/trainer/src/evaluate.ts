import type { Dataset } from '@rectified/dataset';
import { oneOf, optional } from '@rectified/errors';
import { type ClassificationLoss, classification } from '@rectified/metrics';
import type { Measure } from '@rectified/run-folder';
import type * as tfl from '@tensorflow/tfjs-layers';
import { type ForwardOptions, forward } from './forward.js';
import { lossNames } from './losses.js';

export interface EvaluateOptions extends ForwardOptions {
  /** The loss the model was trained on. Default: `'softmax-cross-entropy'`. */
  readonly loss?: ClassificationLoss;
}

/** The result of {@link evaluate}. */
export interface Evaluation extends Measure {
  readonly images: number;
  /** The class that the model gives each image, in the dataset's order; the first one of equal logits. For McNemar's test. */
  readonly predictions: Int32Array;
}

/**
 * Mean loss and error of a model on a dataset, in test mode: no dropout, RReLU with its mean divisor.
 *
 * @example
 * const { error } = await evaluate(model, test, { batch: 100 });
 */
export async function evaluate(
  model: tfl.LayersModel,
  dataset: Dataset,
  options: EvaluateOptions = {},
): Promise<Evaluation> {
  const batches = forward(model, dataset, options, { loss: optional(oneOf(...lossNames)) });
  const measure = classification({ classes: dataset.classes.length, loss: options.loss });
  const predictions = new Int32Array(dataset.size);
  let images = 0;
  for await (const batch of batches) {
    measure.add(batch.logits, batch.labels);
    predictions.set(batch.predictions, images);
    images += batch.labels.length;
  }
  const { loss, error } = measure.value();
  return { loss, error, images, predictions };
}
