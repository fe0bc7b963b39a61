import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Reports the number of bytes in a folder four times a second, until the returned function is called. */
export function watchSize(folder: string, report: (bytes: number) => void): () => void {
  const timer = setInterval(async () => report(await size(folder)), 250);
  return () => clearInterval(timer);
}

async function size(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile());
  const sizes = files.map(({ parentPath, name }) =>
    stat(join(parentPath, name)).then(
      (file) => file.size,
      () => 0,
    ),
  );
  return (await Promise.all(sizes)).reduce((sum, bytes) => sum + bytes, 0);
}
