import { open } from 'node:fs/promises';

/** Makes the system write a file or folder to the disk. Windows cannot open folders; there a rename must do. */
export async function syncPath(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(path);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
