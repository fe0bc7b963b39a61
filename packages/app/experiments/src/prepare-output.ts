import { existsSync } from 'node:fs';
import { open, readFile, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { InputError } from '@rectified/errors';
import { fileError, isAsSealed, makeFolder, SEAL } from '@rectified/system';

/**
 * Makes sure, before long work, that its result can be written to `file`, and that this is no file of a run: makes its folder, and tries. Returns which of
 * `endings` its name has. Throws an `InputError` otherwise.
 *
 * @example
 * await prepareOutput('out/sheet.png', ['.png', '.jpg']); // '.png'
 */
export async function prepareOutput<Ending extends string>(
  file: string,
  endings: readonly Ending[],
): Promise<Ending> {
  const ending = endings.find((one) => file.endsWith(one));
  if (ending === undefined)
    throw new InputError({
      what: 'the format of the output file is not clear',
      expected: `a name that ends in ${endings.join(' or ')}`,
      got: JSON.stringify(file),
    });
  const probe = `${file}.${process.pid}.probe`;
  try {
    await makeFolder(dirname(file));
    const found = await stat(file).catch(() => undefined);
    if (found?.isDirectory()) throw Object.assign(new Error('EISDIR'), { code: 'EISDIR' });
    if (found?.isFile() === false)
      throw new InputError({ what: 'a device or pipe, not a file', file, remedy: 'Choose another path' });
    if (await isOfRun(file))
      throw new InputError({
        what: 'this would be written over a file of a run, or among the files of its checkpoint',
        file,
        remedy: 'Choose another path',
      });
    await rm(probe, { force: true });
    await (await open(probe, 'wx')).close(); // never through a link that somebody else has put there
    await rm(probe);
  } catch (error) {
    throw fileError(error, file);
  }
  return ending;
}

/** What a run or comparison writes carries a seal, or lies in a folder that has one. */
async function isOfRun(file: string): Promise<boolean> {
  if (existsSync(join(dirname(file), SEAL))) return true;
  return file.endsWith('.json') && existsSync(file) && isAsSealed(await readFile(file, 'utf8')) !== undefined;
}
