import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { InputError } from '@rectified/errors';
import {
  describeDifferences,
  type NdsbSplit,
  readNdsbSplit,
  splitDifferences,
  writeNdsbSplit,
} from '@rectified/ndsb';
import { checkFree, readRunFile, registerRunFile } from '@rectified/run-folder';
import { makeFolder } from '@rectified/system';
import { loadDataset } from './datasets.js';
import type { ExperimentConfig } from './experiment-config.js';
import { isPlankton, type OpenedData } from './open-data.js';

/**
 * The list of plankton images in the folder of a run or a comparison, in the format of `writeNdsbSplit`. The split belongs
 * to the run: it is drawn, or read from `splitFile`, once, and the list is used from then on.
 */
const name = 'split.tsv';

type SplitConfig = Pick<ExperimentConfig, 'dataset' | 'splitFile'>;

/** The list of images of a run or a comparison; undefined if it has none yet. */
export async function keptSplit(folder: string): Promise<NdsbSplit | undefined> {
  const kept = await readRunFile(folder, name);
  return kept && (await readNdsbSplit(join(folder, name)));
}

/**
 * The list of images that a run was started with, or that its comparison provides; undefined if it is to be drawn, or read
 * from a file. Throws an `InputError` if two of them differ.
 */
export async function splitToUse(
  { dataset, splitFile }: SplitConfig,
  { folder, shared, begun }: { folder: string; shared?: string; begun: boolean },
): Promise<NdsbSplit | undefined> {
  if (!isPlankton((await loadDataset(dataset)).description)) return undefined;
  const own = begun ? await splitOf(folder) : await keptSplit(folder);
  const others = [
    [shared, shared === undefined ? undefined : await keptSplit(shared)],
    [splitFile, splitFile === undefined ? undefined : await readNdsbSplit(splitFile)],
  ] as const;
  for (const [other, split] of others)
    if (own !== undefined && split !== undefined) checkSame(own, split, folder, other!);
  return own ?? others[0][1];
}

/** The list of images of a run with plankton. Throws an `InputError` if it is missing, because it must not be drawn again. */
export async function splitOf(folder: string): Promise<NdsbSplit> {
  const split = existsSync(join(folder, name)) ? await keptSplit(folder) : undefined;
  if (split !== undefined) return split;
  throw new InputError({
    what: 'the list of training images is missing',
    file: join(folder, name),
    expected: 'the list that was written when the run started',
    remedy: 'Restore it, or provide another one: --split-file FILE',
  });
}

/** Writes the list of images into the folder of a new run. Throws an `InputError` if there is a foreign file of its name. */
export async function keepSplit(folder: string, { split }: OpenedData): Promise<void> {
  if (split === undefined) return;
  await checkFree(folder, name);
  await makeFolder(folder);
  await writeNdsbSplit(join(folder, name), split);
  await registerRunFile(folder, name);
}

/**
 * How the opened images differ from a run's, if the measured part is not affected; undefined
 * if they do not.
 */
export function differenceNote(split: NdsbSplit, { all }: OpenedData): string | undefined {
  const differences = all && describeDifferences(splitDifferences(split, all));
  return (
    differences &&
    `the images are no longer those of the run: ${differences}; the measured ones are unchanged, and the others belong to no part`
  );
}

function checkSame(own: NdsbSplit, other: NdsbSplit, folder: string, file: string): void {
  const parts = ['train', 'validation'] as const;
  const different = parts.filter((part) => !isDeepStrictEqual(own[part], other[part]));
  if (different.length === 0) return;
  const sizes = ({ train, validation }: NdsbSplit) =>
    `${train.length} for training and ${validation.length} for validation`;
  const [mine, theirs] = [sizes(own), sizes(other)];
  throw new InputError({
    what: 'not the split that this was started with',
    file: folder,
    expected: `that of its ${name} (${mine})`,
    got: `that of ${file} (${mine === theirs ? 'as many, but others or in another order' : theirs})`,
    remedy: 'Choose another folder, or the same split',
  });
}
