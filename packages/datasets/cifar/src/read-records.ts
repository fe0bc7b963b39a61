import { readFile } from 'node:fs/promises';
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
  const bytes = await readFile(file).catch((cause: Error) => {
    throw new DatasetError({
      what: 'cannot read the file',
      file,
      expected: `a readable file of ${format.title}`,
      got: cause.message,
      remedy: 'Check its permissions, or restore it from the archive',
      cause,
    });
  });
  checkRecords(bytes, format, file);
  return { file, bytes, sha256: hashBytes(bytes).sha256 };
}
