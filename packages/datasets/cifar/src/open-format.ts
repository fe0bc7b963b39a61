import { DatasetError, type DatasetSplits } from '@rectified/dataset';
import { findFiles } from './find-files.js';
import { type Format, howToGet, recordBytes, thousands } from './format.js';
import { readRecords } from './read-records.js';
import { recordsDataset } from './records-dataset.js';

/** Opens the training and the test files of `format` in `folder`, labelled by the label byte `label`. */
export async function openFormat(
  folder: string,
  format: Format,
  { title, label, classes }: { title: string; label: number; classes: () => Promise<readonly string[]> },
): Promise<DatasetSplits> {
  const files = await findFiles(folder, format);
  const [names, test, ...train] = await Promise.all([
    classes(),
    readRecords(files.test, format),
    ...files.train.map((file) => readRecords(file, format)),
  ]);
  checkSameLength(files.train, train, format);
  const part = { format, label, classes: names };
  return {
    train: recordsDataset({ ...part, name: `${title} train`, parts: train }),
    test: recordsDataset({ ...part, name: `${title} test`, parts: [test] }),
  };
}

/** Notices a training file that was cut between two records. */
function checkSameLength(files: readonly string[], parts: readonly Uint8Array[], format: Format): void {
  const longest = Math.max(...parts.map((part) => part.length));
  const short = parts.findIndex((part) => part.length < longest);
  if (short === -1) return;
  throw new DatasetError({
    what: 'truncated training file',
    file: files[short]!,
    expected: `${thousands(longest / recordBytes(format))} records as in the longest of the training files`,
    got: `${thousands(parts[short]!.length / recordBytes(format))} records`,
    remedy: howToGet(format),
  });
}
