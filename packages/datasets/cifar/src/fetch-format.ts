import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { FetchOptions } from '@rectified/dataset';
import { fetchFolder, type Patience } from '@rectified/download';
import { isInputError } from '@rectified/errors';
import { checkContent, entriesOf } from './check-content.js';
import { type Format, filesOf, officialSize } from './format.js';
import { readContent } from './open-format.js';
import { sourcesOf } from './sources.js';

/** Downloads the official files of `format` into `folder`, from the first source that has them; returns `folder`. */
export function fetchFormat(
  folder: string,
  format: Format,
  { url, from, ...options }: FetchOptions & Patience = {},
): Promise<string> {
  return fetchFolder(
    folder,
    {
      title: format.title,
      name: format.name,
      room: '740 MB',
      sources: sourcesOf(format, { url, from }),
      isComplete: (path) => isComplete(path, format),
      owns: (entry) => entriesOf(format).includes(entry),
    },
    options,
  );
}

/** Returns whether the folder has all the official images. */
async function isComplete(folder: string, format: Format): Promise<boolean> {
  for (const name of filesOf(format)) {
    const found = await stat(join(folder, name)).catch(() => undefined);
    if (found?.size !== officialSize(format, name)) return false;
  }
  try {
    await checkContent(await readContent(folder, format));
    return true;
  } catch (error) {
    if (isInputError(error)) return false;
    throw error;
  }
}
