import { readFile } from 'node:fs/promises';
import { DatasetError, split } from '@rectified/dataset';
import type { NdsbDataset } from './dataset.js';
import { writeWhole } from './write-whole.js';

/** Which images to train on and which to measure on, as files: `amphipods/10494.jpg`. */
export interface NdsbSplit {
  readonly train: readonly string[];
  readonly validation: readonly string[];
}

export interface SplitNdsbOptions {
  /** The same seed gives the same parts. Default: 0. */
  readonly seed?: number;
  /**
   * Whether both parts have the classes in the same proportions. Default: false, as the authors most likely had it:
   * cxxnet's example cuts a shuffled list of all images.
   */
  readonly stratified?: boolean;
}

/** Images of the parts in section 3.2 of the paper. Which images these were is not known. */
export const paperSizes = { train: 25_000, validation: 5336 } as const;

/**
 * Divides the images at random in the paper's proportion: 25,000 to train on and 5,336 to measure on, where all
 * 30,336 are there. Each part comes in random order. Depends on the images' names, the seed and `stratified` alone.
 *
 * @example
 * const { train, validation } = splitNdsb(all, { seed: 1, stratified: true });
 */
export function splitNdsb(
  { name, files, classes, shape }: NdsbDataset,
  { seed = 0, stratified = false }: SplitNdsbOptions = {},
): NdsbSplit {
  if (files.length < 2)
    throw new DatasetError({
      what: 'too few images to divide',
      expected: 'at least 2',
      got: `${files.length}`,
    });
  const share = paperSizes.validation / (paperSizes.train + paperSizes.validation);
  const validation = Math.max(1, Math.round(files.length * share));
  // A data set whose images are nothing but a label and the file's name, which is all that a split looks at.
  const named = {
    name,
    size: files.length,
    classes,
    shape,
    get: (index: number) => {
      const file = files[index]!;
      return { pixels: new Uint8Array(), shape, label: classes.indexOf(file.split('/')[0]!), name: file };
    },
    batch: () => ({
      pixels: new Uint8Array(),
      labels: new Int32Array(),
      shape: [0, ...shape] as [number, number, number, number],
    }),
  };
  const [train, rest] = split(named, { sizes: [files.length - validation, validation], seed, stratified });
  const filesOf = (part: typeof train) => Array.from({ length: part!.size }, (_, i) => part!.get(i).name);
  return { train: filesOf(train), validation: filesOf(rest) };
}

/**
 * Writes a split as a list to publish: a line an image, `train` or `validation`, a tab, and the file.
 *
 * @example
 * await writeNdsbSplit('split.tsv', splitNdsb(all, { seed: 1 }));
 */
export async function writeNdsbSplit(file: string, { train, validation }: NdsbSplit): Promise<void> {
  const lines = [
    ...train.map((image) => `train\t${image}\n`),
    ...validation.map((image) => `validation\t${image}\n`),
  ];
  await writeWhole(file, (handle) => handle.writeFile(lines.join('')));
}

/** Reads a split that {@link writeNdsbSplit} wrote. Throws `DatasetError` for a line that is none of it. */
export async function readNdsbSplit(file: string): Promise<NdsbSplit> {
  const text = await readFile(file, 'utf8').catch((cause: Error) => {
    throw new DatasetError({ what: 'the split cannot be read', file, got: cause.message, cause });
  });
  const parts = { train: [] as string[], validation: [] as string[] };
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line === '') continue;
    const [part, image, ...more] = line.split('\t');
    if ((part === 'train' || part === 'validation') && image && more.length === 0) parts[part].push(image);
    else
      throw new DatasetError({
        what: 'not a line of a split',
        file: `${file}:${index + 1}`,
        expected: '"train" or "validation", a tab, and the image, as amphipods/10494.jpg',
        got: JSON.stringify(line),
      });
  }
  return parts;
}
