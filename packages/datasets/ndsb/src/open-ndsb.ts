import { DatasetError, type DatasetSplits } from '@rectified/dataset';
import { checkOptions, checkValue, having } from '@rectified/errors';
import type { Pixels } from './cache-file.js';
import { ndsbClasses } from './classes.js';
import { type Channels, type NdsbDataset, ndsbDataset } from './dataset.js';
import type { Fault } from './fault.js';
import { type ReadOptions, readImages, readOptionNames } from './read-images.js';
import { sharedImages } from './shared-images.js';
import { checkSplit, type NdsbSplit, type SplitNdsbOptions, splitNdsb } from './split.js';
import { describeDifferences, splitDifferences } from './split-differences.js';

export interface OpenNdsbOptions extends ReadOptions {
  /** 3 equal gray channels, as the authors decoded it, or 1. Default: 3. */
  readonly channels?: Channels;
  /** How to split the images, or a list of the images in each part. Default: plain, seed 0. */
  readonly split?: SplitNdsbOptions | NdsbSplit;
  /**
   * Whether the images must be exactly those in the list, with none left out as faulty. Default: false;
   * images that are not in the list are then in neither part.
   */
  readonly exact?: boolean;
}

/** The labeled images of the competition. */
export interface NdsbSplits extends DatasetSplits {
  readonly train: NdsbDataset;
  /** The paper's validation images: the competition's test set has no public labels. */
  readonly test: NdsbDataset;
  /** All of them, sorted by class and name: what the competition's models were trained on. */
  readonly all: NdsbDataset;
  /** Files that were left out because they cannot be used. Empty unless `skipBad`. */
  readonly skipped: readonly Fault[];
  /** Which images are in which part. Keep it with what is trained on them ({@link writeNdsbSplit}). */
  readonly split: NdsbSplit;
}

/**
 * Opens the labeled images of the National Data Science Bowl: `path` is a folder with the 121 class folders, a
 * `train.zip`, `.tar`, `.tar.gz` or `.tar.xz` of it, or a folder containing such a folder or archive named `train`.
 *
 * The first time, every image is decoded and stretched to 80 x 80, which takes a minute, into a file of 194 MB
 * in the folder `cache`; that file is used as long as the names, sizes and modification times of the
 * images (or of their archive) are the same. Images are read from it when they are requested.
 *
 * Throws a `BadImagesError` that lists what cannot be used (empty, damaged, CMYK, 16-bit, a folder that is not a
 * class, ...), unless `skipBad`, and a `DatasetError` for what cannot be opened at all.
 *
 * @example
 * const { train, test } = await openNdsb('train.zip', { split: { seed: 1, stratified: true } });
 * train.get(0); // { pixels: Uint8Array(19200), shape: [80, 80, 3], label: 110, name: 'trichodesmium_puff' }
 */
export async function openNdsb(path: string, options: OpenNdsbOptions = {}): Promise<NdsbSplits> {
  const {
    channels = 3,
    split = {},
    exact = false,
  } = checkOptions('openNdsb', options, [...readOptionNames, 'split', 'exact']);
  if ('train' in checkValue('split of openNdsb', split, divides)) checkSplit(split as NdsbSplit);
  const pixels = await readImages(path, 'train', { ...options, classes: ndsbClasses });
  const twice = sharedImages(pixels);
  if (twice !== undefined) options.onNote?.(twice);
  const all = ndsbDataset({ name: 'NDSB', pixels, chosen: pixels.files.map((_, index) => index), channels });
  if ('train' in split) check(split, all, { faults: exact ? [] : pixels.faults, exact });
  const { train, validation } = 'train' in split ? split : splitNdsb(all, split);
  const [first, second, rest] = indicesOf(pixels, train, validation);
  return {
    train: ndsbDataset({ name: 'NDSB train', pixels, chosen: first!, channels }),
    test: ndsbDataset({ name: 'NDSB validation', pixels, chosen: second!, channels }),
    all,
    skipped: pixels.faults,
    split: {
      train: filesAt(pixels, first!),
      validation: filesAt(pixels, second!),
      unused: filesAt(pixels, rest!),
      checksums: new Map(pixels.files.map((file, index) => [file, pixels.checksums[index]!])),
    },
  };
}

const divides = having('split options such as { seed: 1 }, or a list { train, validation }');

/** Throws unless the listed images are there, unchanged; faulty ones that were skipped may be missing. */
function check(
  split: NdsbSplit,
  all: NdsbDataset,
  { faults, exact }: { faults: readonly Fault[]; exact: boolean },
): void {
  const differences = splitDifferences(split, all);
  const faulty = new Set(faults.map(({ file }) => file));
  const missing = differences.missing.filter((file) => !faulty.has(file));
  const text = describeDifferences({ ...differences, missing, added: exact ? differences.added : [] });
  if (text === undefined) return;
  throw new DatasetError({
    what: 'the split does not match the images',
    expected: exact ? 'exactly the images in its list' : 'the images in its list',
    got: text,
    remedy: 'Restore the images, or use another split',
  });
}

const filesAt = ({ files }: Pixels, indices: readonly number[]) => indices.map((index) => files[index]!);

/** The indices of each part's files among all, followed by those of no part; faulty ones are left out. */
function indicesOf({ files, faults }: Pixels, ...parts: (readonly string[])[]): number[][] {
  const left = new Map(files.map((file, index) => [file, index]));
  const faulty = new Set(faults.map(({ file }) => file));
  const found = parts.map((part) => {
    const indices: number[] = [];
    for (const file of part) {
      const index = left.get(file);
      left.delete(file);
      if (index !== undefined) indices.push(index);
      else if (!faulty.has(file))
        throw new DatasetError({
          what: 'the split does not match the images',
          expected: 'each image once',
          got: `"${file}" twice in the split`,
        });
    }
    return indices;
  });
  return [...found, [...left.values()]];
}
