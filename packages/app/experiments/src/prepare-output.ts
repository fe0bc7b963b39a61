import { open, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { InputError } from '@rectified/errors';
import { fileError, makeFolder } from '@rectified/system';

/**
 * Checks, before long work, that its result can be written to `file`: creates its folder, and tries to write. Returns which of
 * the `endings` its name has. Otherwise throws an `InputError`.
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
    await rm(probe, { force: true });
    await (await open(probe, 'wx')).close(); // never follows a link that someone else has put there
    await rm(probe);
  } catch (error) {
    throw fileError(error, file);
  }
  return ending;
}
