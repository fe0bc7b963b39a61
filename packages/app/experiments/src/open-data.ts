import { type DatasetSplits, type OpenOptions, take } from '@rectified/dataset';
import { counted, InputError } from '@rectified/errors';
import { findDataset, provideData } from './datasets.js';
import type { ExperimentConfig } from './experiment-config.js';

/** The images of an experiment: its data set, limited as it says. */
export async function openData(
  {
    dataset,
    data,
    skipBad,
    limit,
    testLimit,
  }: Pick<ExperimentConfig, 'dataset' | 'data' | 'skipBad' | 'limit' | 'testLimit'>,
  options: Pick<OpenOptions, 'onProgress' | 'signal'> = {},
): Promise<DatasetSplits> {
  const description = findDataset(dataset);
  const folder = await provideData(description, { data });
  const { train, test, skipped } = await description.open(folder, { ...options, skipBad });
  const share = (limit ?? train.size) / train.size;
  return {
    train: first(train, limit ?? train.size, 'limit'),
    test: first(test, testLimit ?? Math.max(1, Math.round(test.size * share)), 'testLimit'),
    skipped,
  };
}

function first(dataset: DatasetSplits['train'], size: number, key: string): DatasetSplits['train'] {
  if (size === dataset.size) return dataset;
  if (size < dataset.size) return take(dataset, size);
  throw new InputError({
    what: key,
    expected: `at most the ${counted(dataset.size, 'image')} of ${dataset.name}`,
    got: `${size}`,
  });
}
