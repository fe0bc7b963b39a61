import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { DatasetSplits } from '@rectified/dataset';
import { type Content, checkContent } from './check-content.js';
import { findFiles } from './find-files.js';
import type { Format } from './format.js';
import { readClassNames } from './read-class-names.js';
import { readRecords } from './read-records.js';
import { checkSameLength } from './records.js';
import { recordsDataset } from './records-dataset.js';

/** Options for opening a folder of CIFAR. */
export interface OpenCifarOptions {
  /**
   * Whether files as large as the official ones must be these, and a sealed folder must be as it was sealed. Default: true.
   * Use `false` for a changed dataset in a folder that cannot be sealed.
   */
  readonly check?: boolean;
}

/** Options of the opening functions: their own, and those that programs pass to every dataset. */
export const openOptionNames = ['check', 'skipBad', 'onProgress', 'onNote', 'signal'];

/** Reads the training and the test files of `format` in `folder` and checks them. */
export async function readContent(folder: string, format: Format): Promise<Content> {
  const files = await findFiles(folder, format);
  const [names, test, ...train] = await Promise.all([
    readNames(folder, format),
    readRecords(files.test, format),
    ...files.train.map((file) => readRecords(file, format)),
  ]);
  checkSameLength(
    files.train,
    train.map(({ bytes }) => bytes),
    format,
  );
  return { folder, format, train, test, names };
}

async function readNames(folder: string, { names }: Format): Promise<Content['names']> {
  const there = names.filter(({ file }) => existsSync(join(folder, file)));
  return Object.fromEntries(
    await Promise.all(
      there.map(async ({ file, classes }) => [file, await readClassNames(folder, file, classes)] as const),
    ),
  );
}

/** Opens `folder` as `format`, labeled by the label byte `label`. */
export async function openFormat(
  folder: string,
  format: Format,
  { title, label, check = true }: OpenCifarOptions & { title: string; label: number },
): Promise<DatasetSplits> {
  const content = await readContent(folder, format);
  if (check) await checkContent(content);
  const { file, classes } = format.names[label]!;
  const part = { format, label, classes: content.names[file] ?? classes };
  return {
    train: recordsDataset({ ...part, name: `${title} train`, parts: content.train }),
    test: recordsDataset({ ...part, name: `${title} test`, parts: [content.test] }),
  };
}
