import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatasetError } from '@rectified/dataset';

/** The class names in `file` of `folder`, one per line; the official ones if there is no such file. */
export async function readClassNames(
  folder: string,
  file: string,
  official: readonly string[],
): Promise<readonly string[]> {
  const path = join(folder, file);
  const expected = `${official.length} different names, one per line`;
  const remedy = 'Delete the file to use the official names, or restore it from the archive';
  const text = await readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return undefined;
    throw new DatasetError({
      what: 'cannot read the class names',
      file: path,
      expected,
      got: cause.message,
      remedy,
      cause,
    });
  });
  if (text === undefined) return official;
  const lines = text.split('\n').map((line) => line.trim());
  const names = lines.filter((line) => line !== '');
  const different = new Set(names).size;
  if (different === official.length && names.length === official.length) return names;
  const got = `${names.length} names, ${different} of them different`;
  throw new DatasetError({ what: 'bad class names', file: path, expected, got, remedy });
}
