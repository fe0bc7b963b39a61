import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { anything, type Check, checkFields, checkValue, InputError, listOf, text } from '@rectified/errors';
import { makeFolder, writeAtomically } from '@rectified/system';
import { ndsbClasses } from './classes.js';
import { isPrintable, printable } from './printable.js';

/** A network's prediction for an image. */
export interface Prediction {
  /** Name of the image's file, without folders: `1.jpg`. */
  readonly image: string;
  /** One per class, in the order of `ndsbClasses`, at least 0; Kaggle divides them by their sum. */
  readonly probabilities: ArrayLike<number>;
}

/**
 * Writes predictions in Kaggle's format: a CSV file with the header `image,acantharia_protist_big_center,...` and one
 * line per image, compressed if the name ends in `.gz`. Returns the number of images.
 *
 * The file appears when it is complete. Seven digits are written, which changes the log-loss by less than 1e-6. A name
 * with a comma or a quotation mark is quoted. Throws an `InputError` for probabilities that are not 121 numbers of at least 0 with a sum above 0, and for an image that
 * occurs twice.
 *
 * @example
 * await writeSubmission('submission.csv.gz', [{ image: '1.jpg', probabilities: new Float32Array(121).fill(1 / 121) }]);
 */
export async function writeSubmission(
  file: string,
  predictions: Iterable<Prediction> | AsyncIterable<Prediction>,
): Promise<number> {
  checkValue('file of a submission', file, text('the path of a file'));
  checkValue('predictions', predictions, iterable);
  const seen = new Set<string>();
  async function* rows(): AsyncGenerator<string> {
    yield `image,${ndsbClasses.join(',')}\n`;
    for await (const prediction of predictions) {
      const { image, probabilities } = checkFields('a prediction', prediction, {
        image: { expected: "the name of an image's file", fits: (value) => typeof value === 'string' },
        probabilities: listOf(anything, `${ndsbClasses.length} numbers`),
      });
      check(image, probabilities, seen);
      seen.add(image);
      yield `${cell(image)},${Array.from(probabilities, (p) => Number(p.toPrecision(7))).join(',')}\n`;
    }
  }
  await makeFolder(dirname(file));
  await writeAtomically(file, async (handle) => {
    const write = async (chunks: AsyncIterable<string | Uint8Array>) => {
      for await (const chunk of chunks) await handle.writeFile(chunk);
    };
    await (file.endsWith('.gz') ? pipeline(rows, createGzip(), write) : pipeline(rows, write));
  });
  return seen.size;
}

const iterable: Check = {
  expected: 'a list of { image, probabilities }, or an (async) iterable of them',
  fits: (value) =>
    typeof value === 'object' &&
    value !== null &&
    (Symbol.iterator in value || Symbol.asyncIterator in value),
};

/** A name as a cell of a CSV file (RFC 4180). */
const cell = (image: string) => (/[,"]/.test(image) ? `"${image.replaceAll('"', '""')}"` : image);

function check(image: string, probabilities: ArrayLike<number>, seen: ReadonlySet<string>): void {
  const fault = (what: string, expected: string, got: string) =>
    new InputError({ what: `${printable(image)}: ${what}`, expected, got });
  if (seen.has(image)) throw fault('predicted twice', 'one prediction per image', 'another');
  if (image.includes('/') || image === '' || !isPrintable(image))
    throw fault(
      'not the name of an image',
      'a file name without folder or control characters',
      JSON.stringify(image),
    );
  const numbers = Array.from(probabilities);
  if (numbers.length !== ndsbClasses.length)
    throw fault('wrong number of probabilities', `${ndsbClasses.length}`, `${numbers.length}`);
  const bad = numbers.findIndex((p) => !(Number.isFinite(p) && p >= 0));
  if (bad !== -1)
    throw fault(`no probability of ${ndsbClasses[bad]}`, 'a number of at least 0', `${numbers[bad]}`);
  if (numbers.every((p) => p === 0)) throw fault('no class is possible', 'a sum above 0', '0');
}
