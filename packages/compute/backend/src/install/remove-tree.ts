import { lstat, readdir, rmdir, unlink } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Removes a file, or a folder with its contents, and returns the bytes. If the system refuses a part, all the rest is removed, and its own error for the
 * first such part is thrown. (Node's `rm` throws ENOTDIR instead, because it takes a file that cannot be removed for a folder.)
 */
export async function removeTree(path: string): Promise<number> {
  try {
    const found = await lstat(path);
    if (!found.isDirectory()) {
      await unlink(path);
      return found.size;
    }
    let bytes = 0;
    const refusals: unknown[] = [];
    for (const name of await readdir(path))
      await removeTree(join(path, name)).then(
        (more) => {
          bytes += more;
        },
        (error: unknown) => refusals.push(error),
      );
    if (refusals.length > 0) throw refusals[0];
    await rmdir(path);
    return bytes;
  } catch (error) {
    // Another process may remove the same.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0;
    throw error;
  }
}
