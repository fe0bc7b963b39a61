import { open, rename, rm } from 'node:fs/promises';
import { fileError } from '@rectified/system';

/**
 * Writes a file so that a reader, also one after a crash or a power cut, finds all of the old content or all of
 * the new. (Not by `write-file-atomic`, which takes a short write, as on a disk that is nearly full, for a whole one.)
 */
export async function writeAtomically(file: string, content: string | Uint8Array): Promise<void> {
  const temporary = `${file}.${process.pid}.new`;
  try {
    const handle = await open(temporary, 'w');
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {});
    throw fileError(error, file);
  }
}
