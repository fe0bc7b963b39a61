import { readFile, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { DatasetError, split } from '@rectified/dataset';
import {
  checkFields,
  checkOptions,
  checkValue,
  having,
  imageShape,
  listOf,
  optional,
  renamed,
  text,
} from '@rectified/errors';
import { makeFolder, writeAtomically } from '@rectified/system';
import type { NdsbDataset } from './dataset.js';
import { isPrintable } from './printable.js';

/** The training and validation images, as files: `amphipods/10494.jpg`. */
export interface NdsbSplit {
  readonly train: readonly string[];
  readonly validation: readonly string[];
  /** Images that existed when the list was made, and are in neither part. */
  readonly unused?: readonly string[];
  /** CRC-32 of the images' files, if known: they show whether an image has changed. */
  readonly checksums?: ReadonlyMap<string, number>;
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

/** Sizes of the parts in section 3.2 of the paper. Which images they contained is not known. */
export const paperSizes = { train: 25_000, validation: 5336 } as const;

/**
 * Splits the images at random in the paper's proportion: 25,000 for training and 5,336 for validation if all
 * 30,336 are there. Each part is in random order. Depends only on the images' names, the seed and `stratified`.
 *
 * It is drawn from all names together: one image more or less gives a different split, and four fifths of its
 * validation images were training images in the first. (A draw by a hash of each name would change little, but published lists
 * and results use this one.) So keep the list (`writeNdsbSplit`) with what was trained on it.
 *
 * @example
 * const { train, validation } = splitNdsb(all, { seed: 1, stratified: true });
 */
export function splitNdsb(images: NdsbDataset, options: SplitNdsbOptions = {}): NdsbSplit {
  const { name, files, classes, shape } = checkFields('the images to split', images, {
    files: listOf(text('a name'), 'the names of their files, as returned by openNdsb'),
    classes: listOf(text('a name'), 'the names of their classes'),
    shape: imageShape,
  });
  const { seed = 0, stratified = false } = checkOptions('splitNdsb', options, ['seed', 'stratified'], {
    stratify: renamed('stratified'),
  });
  if (files.length < 2)
    throw new DatasetError({
      what: 'too few images to split',
      expected: 'at least 2',
      got: `${files.length}`,
    });
  const share = paperSizes.validation / (paperSizes.train + paperSizes.validation);
  const validation = Math.max(1, Math.round(files.length * share));
  // A dataset whose images consist only of a label and the file's name, because a split looks at nothing else.
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
 * Writes a split as a list, to publish or to keep with a trained network: one line per image with `train`, `validation` or `unused`,
 * a tab, and the file; if its checksum is known, another tab and the checksum in eight hexadecimal digits.
 *
 * @example
 * await writeNdsbSplit('split.tsv', splitNdsb(all, { seed: 1 }));
 */
export async function writeNdsbSplit(file: string, split: NdsbSplit): Promise<void> {
  checkValue('file of a split', file, path);
  const { checksums } = checkSplit(split);
  const lines = parts.flatMap((part) =>
    (split[part] ?? []).map((image) => {
      const checksum = checksums?.get(image);
      return `${part}\t${image}${checksum === undefined ? '' : `\t${checksum.toString(16).padStart(8, '0')}`}\n`;
    }),
  );
  await makeFolder(dirname(file));
  await writeAtomically(file, lines.join(''));
}

const path = text('the path of a file');

const images = listOf(text('a name'), 'the names of files, such as amphipods/10494.jpg');

/** Returns the split if it is one. */
export function checkSplit(split: NdsbSplit): NdsbSplit {
  return checkFields('a split', split, {
    train: images,
    validation: images,
    unused: optional(images),
    checksums: optional(having('a Map of CRC-32 by file', 'get')),
  });
}

const parts = ['train', 'validation', 'unused'] as const;

/**
 * Reads a split written by {@link writeNdsbSplit}. Throws a `DatasetError` for an invalid line, for an image that
 * occurs twice, and if there are no training or no validation images.
 */
export async function readNdsbSplit(file: string): Promise<NdsbSplit> {
  checkValue('file of a split', file, path);
  const text = await read(file);
  const split = { train: [] as string[], validation: [] as string[], unused: [] as string[] };
  const checksums = new Map<string, number>();
  const seen = new Set<string>();
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line === '') continue;
    const fault = (what: string, expected: string) =>
      new DatasetError({ what, file: `${file}:${index + 1}`, expected, got: JSON.stringify(line) });
    const [part, image, checksum, ...more] = line.split('\t');
    const list = parts.find((known) => known === part);
    const right = checksum === undefined || /^[0-9a-f]{8}$/.test(checksum);
    if (list === undefined || !image || !isPrintable(image) || !right || more.length > 0)
      throw fault(
        'not a line of a split',
        '"train", "validation" or "unused", a tab, and the image, such as amphipods/10494.jpg',
      );
    if (seen.has(image)) throw fault('twice in the split', 'each image once');
    seen.add(image);
    split[list].push(image);
    if (checksum !== undefined) checksums.set(image, Number.parseInt(checksum, 16));
  }
  for (const part of ['train', 'validation'] as const)
    if (split[part].length === 0)
      throw new DatasetError({
        what: `no ${part} images in the split`,
        file,
        expected: 'images of both parts',
        got: `${split.train.length} for training, ${split.validation.length} for validation`,
      });
  return { ...split, checksums };
}

async function read(file: string): Promise<string> {
  try {
    // Only files are opened: a pipe would wait for a writer.
    if (!(await stat(file)).isFile()) throw new Error('no file');
    return (await readFile(file, 'utf8')).replace(/^\ufeff/, '');
  } catch (cause) {
    throw new DatasetError({
      what: 'the split cannot be read',
      file,
      got: (cause as Error).message,
      cause,
    });
  }
}
