import { gzipSync } from 'node:zlib';
import { anything, checkFields, checkValue, InputError, listOf } from '@rectified/errors';
import { ndsbClasses, writeSubmission } from '@rectified/ndsb';
import { writeAtomically } from '@rectified/system';
import { stringify } from 'csv-stringify/sync';
import * as checks from './checks.js';

/** A network's predictions for images. */
export interface PredictionTable {
  /** A name for people: `CIFAR-10 test`. */
  readonly dataset: string;
  readonly classes: readonly string[];
  /** Images x classes, row by row. */
  readonly probabilities: ArrayLike<number>;
  /** Labels, if known. */
  readonly labels?: ArrayLike<number>;
  /** Names of the images' files, if they have any. */
  readonly files?: readonly string[];
}

/** The kinds of files that {@link writePredictions} writes. */
export const predictionEndings = ['.csv', '.csv.gz', '.json'] as const;

/**
 * Checks, before images are predicted, that {@link writePredictions} will be able to name them. Throws an `InputError`
 * if two have the same name, because a submission contains names without folders.
 */
export function checkWritable(
  file: string,
  { classes, files }: Pick<PredictionTable, 'classes' | 'files'>,
): void {
  if (file.endsWith('.json') || files === undefined || classes !== ndsbClasses) return;
  const seen = new Set<string>();
  const twice = files.find((name) => seen.size === seen.add(name).size);
  if (twice === undefined) return;
  throw new InputError({
    what: 'two images have the same name',
    expected: 'a different name for each image, because a submission contains names without folders',
    got: JSON.stringify(twice),
    remedy: 'Write .json, or rename one of them',
  });
}

/**
 * Writes predictions to `file`: `.csv` or `.csv.gz` is Kaggle's format (`image,acantharia...`) for plankton and `index,label,<class>,...` for other
 * datasets; `.json` contains the same and the names of classes. Seven digits are written.
 */
export async function writePredictions(file: string, table: PredictionTable): Promise<void> {
  checkValue('file of predictions', file, checks.file);
  const { dataset, classes, probabilities, labels, files } = checkFields('predictions', table, {
    dataset: checks.name,
    classes: listOf(checks.name, 'the names of the classes', [1]),
    probabilities: listOf(anything, 'a list of numbers'),
  });
  const rows = Array.from({ length: probabilities.length / classes.length }, (_, index) => ({
    index,
    file: files?.[index],
    label: labels?.[index],
    probabilities: Array.from(classes, (_, label) =>
      Number(probabilities[index * classes.length + label]!.toPrecision(7)),
    ),
  }));
  if (file.endsWith('.json'))
    return writeAtomically(file, `${JSON.stringify({ dataset, classes, images: rows })}\n`);
  if (files !== undefined && classes === ndsbClasses) {
    await writeSubmission(
      file,
      rows.map(({ file, probabilities }) => ({ image: file!, probabilities })),
    );
    return;
  }
  const text = stringify([
    ['index', 'label', ...classes],
    ...rows.map(({ index, label, probabilities }) => [index, label, ...probabilities]),
  ]);
  await writeAtomically(file, file.endsWith('.gz') ? gzipSync(text) : text);
}
