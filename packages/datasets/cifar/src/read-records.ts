import { readFile, stat } from 'node:fs/promises';
import { DatasetError } from '@rectified/dataset';
import { hashBytes } from '@rectified/system';
import type { Format } from './format.js';
import { checkRecords } from './records.js';

/** A file of records. */
export interface RecordsFile {
  readonly file: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly sha256: string;
}

/** Reads one file of records and checks that it is one. */
export async function readRecords(file: string, format: Format): Promise<RecordsFile> {
  const refuse = (got: string, cause?: Error) =>
    new DatasetError({
      what: 'cannot read the file',
      file,
      expected: `a readable file of ${format.title}`,
      got,
      remedy: 'Check its permissions, or restore it from the archive',
      cause,
    });
  try {
    // Reading a pipe would wait forever.
    const found = await stat(file);
    if (!found.isFile() && !found.isDirectory()) throw new Error('it is a device or a pipe');
  } catch (cause) {
    throw refuse((cause as Error).message, cause as Error);
  }
  const bytes = await readFile(file).catch((cause: Error) => {
    throw refuse(cause.message, cause);
  });
  checkRecords(bytes, format, file);
  return { file, bytes, sha256: hashBytes(bytes).sha256 };
}
