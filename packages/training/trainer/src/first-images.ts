import { batches, take } from '@rectified/dataset';
import { counted, InputError } from '@rectified/errors';
import type { EngineOptions } from './engine-options.js';
import { scaledPixels } from './input-scaling.js';
import type { TrainingBatch } from './training-step.js';

/** The first training images as one batch, as in an evaluation: always the same. */
export async function firstImages(
  { options, settings }: Pick<EngineOptions, 'options' | 'settings'>,
  count: number,
): Promise<TrainingBatch> {
  const images = take(options.data.train, count);
  const { testSource = batches } = options;
  for await (const batch of testSource(images, { size: images.size }))
    return { pixels: scaledPixels(batch, settings.input), shape: batch.shape, labels: batch.labels };
  throw new InputError({
    what: `the source returned no batch of ${images.name}`,
    expected: counted(images.size, 'image'),
  });
}
