import { open, stat } from 'node:fs/promises';
import { counted, InputError } from '@rectified/errors';
import { fileError } from '@rectified/system';

/**
 * The text of a file that a user names, with at most `most` bytes. Anything else is an `InputError`: something other than a file (a
 * folder, a device, a pipe that may never be written to; except for `/dev/stdin` and a shell's `<(...)`), a larger file,
 * or one that is not UTF-8.
 */
export async function readText(
  file: string,
  { what, most }: { what: string; most: number },
): Promise<string> {
  const bytes = await readBytes(file, { what, most });
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new InputError({ what: `${what} is not text in UTF-8`, file, cause });
  }
}

async function readBytes(file: string, { what, most }: { what: string; most: number }): Promise<Buffer> {
  try {
    const found = await stat(file);
    if (!found.isFile() && !/^\/(dev\/(stdin$|fd\/)|proc\/(self|\d+)\/fd\/)/.test(file))
      throw new InputError({ what: `${what} is not a file`, file, got: kindOf(found) });
    const handle = await open(file);
    try {
      const bytes = Buffer.alloc(most + 1);
      let size = 0;
      for (let read = -1; read !== 0 && size <= most; size += read)
        ({ bytesRead: read } = await handle.read(bytes, size, bytes.length - size));
      if (size <= most) return bytes.subarray(0, size);
      throw new InputError({
        what: `${what} is too large`,
        file,
        expected: `at most ${counted(most, 'byte')}`,
        got: found.size > most ? counted(found.size, 'byte') : 'more',
      });
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw fileError(error, file);
  }
}

function kindOf(found: Awaited<ReturnType<typeof stat>>): string {
  if (found.isDirectory()) return 'a folder';
  if (found.isFIFO()) return 'a pipe';
  return found.isSocket() ? 'a socket' : 'a device';
}
