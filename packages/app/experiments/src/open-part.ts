import type { DatasetSplits } from '@rectified/dataset';
import { InputError } from '@rectified/errors';
import { type NdsbSplit, readNdsbSplit } from '@rectified/ndsb';
import { loadDataset } from './datasets.js';
import type { ExperimentConfig } from './experiment-config.js';
import { isPlankton, type OpenDataOptions, type OpenedData, openData } from './open-data.js';
import { differenceNote, keptSplit, splitOf } from './run-split.js';

type PartConfig = Pick<ExperimentConfig, 'dataset' | 'datasetOptions' | 'data' | 'skipBad' | 'splitFile'>;

/**
 * Opens data to use one part of it. Of plankton that a run was trained on, that is the run's part, image by image, and an
 * `InputError` where an image of it is missing or another one; where other images have changed there is a note. The part
 * that is not asked for may be empty.
 */
export async function openPart(
  config: PartConfig,
  { run, part }: { run?: string; part: keyof Pick<DatasetSplits, 'train' | 'test'> },
  options: Pick<OpenDataOptions, 'onProgress' | 'signal' | 'onNote'> = {},
): Promise<OpenedData> {
  const { dataset, splitFile } = config;
  if (run === undefined || !isPlankton((await loadDataset(dataset)).description))
    return openData(config, options);
  const split = splitFile === undefined ? await splitOf(run) : await readNdsbSplit(splitFile);
  if (splitFile !== undefined && part === 'test') checkUntrained(split, await keptSplit(run), splitFile);
  const wanted =
    part === 'train' ? { ...split, validation: [], unused: [] } : { ...split, train: [], unused: [] };
  const opened = await openData(config, { ...options, split: wanted });
  const note = differenceNote(split, opened);
  if (note !== undefined) options.onNote?.(note);
  return opened;
}

/** Throws an `InputError` if images to measure on are among those that the run was trained on. */
function checkUntrained(split: NdsbSplit, own: NdsbSplit | undefined, file: string): void {
  const trained = new Set(own?.train);
  const both = split.validation.filter((image) => trained.has(image));
  if (both.length === 0) return;
  throw new InputError({
    what: 'the run was trained on some of the images to measure on',
    file,
    expected: 'validation images that are not among its training images',
    got: `${both.length} of ${split.validation.length} (${both.slice(0, 5).join('; ')}${both.length > 5 ? '; ...' : ''})`,
    remedy: "Omit --split-file: the run's own split is used",
  });
}
