import { type Dataset, datasetOfArrays, type ImageShape } from '@rectified/dataset';
import { randomBatch } from '../bench/ours/random-batch.ts';

/** A dataset of noise for measuring. */
export function randomImages(size: number, shape: ImageShape, classes: number): Dataset {
  const { pixels, labels } = randomBatch(size, shape, classes);
  const names = Array.from({ length: classes }, (_, label) => `${label}`);
  return datasetOfArrays({ name: 'random', classes: names, shape, pixels, labels });
}
