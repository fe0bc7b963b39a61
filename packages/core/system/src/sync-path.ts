import { open } from 'node:fs/promises';

/** Flushes a file or folder to disk. Windows cannot open folders; there a rename has to suffice. */
export async function syncPath(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(path);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
