import { randomUUID } from 'node:crypto';
import { open, rm } from 'node:fs/promises';
import { createConnection, createServer } from 'node:net';
import { join } from 'node:path';

/** Longest path of a socket in bytes; the kernel has room for 107 (unix(7)). */
const longest = 100;

/**
 * Opens a socket in a folder that accepts connections as long as this process lives, so that even a process in another container
 * that shares the folder, where process IDs differ, can check. Returns undefined if that is impossible: not on Linux, or not supported by
 * the file system.
 */
export async function openLifeline(
  folder: string,
): Promise<{ name: string; close: () => Promise<void> } | undefined> {
  if (process.platform !== 'linux') return undefined;
  const name = `claim.${randomUUID()}.socket`;
  const server = createServer((connection) => connection.destroy()).unref();
  try {
    await withShortPath(folder, name, async (path) => {
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject).listen(path, resolve);
      });
    });
    server.on('error', () => {});
  } catch {
    return undefined;
  }
  return {
    name,
    async close() {
      await rm(join(folder, name), { force: true }).catch(() => {});
      server.close();
    },
  };
}

/** Returns whether the process behind a lifeline is alive. Only for processes on the same kernel: nobody answers from another machine. */
export async function answers(folder: string, name: string): Promise<'lives' | 'dead' | 'unknown'> {
  try {
    return await withShortPath(folder, name, (path) => knock(path));
  } catch {
    return 'unknown';
  }
}

function knock(path: string): Promise<'lives' | 'dead' | 'unknown'> {
  return new Promise((resolve) => {
    const connection = createConnection(path);
    connection.on('connect', () => {
      connection.destroy();
      resolve('lives');
    });
    connection.on('error', ({ code }: NodeJS.ErrnoException) =>
      // EAGAIN: it exists, but is so busy or suspended that it accepts no connections.
      resolve(code === 'ECONNREFUSED' ? 'dead' : code === 'EAGAIN' ? 'lives' : 'unknown'),
    );
  });
}

/** The path of a file in a folder or, if that is too long for a socket, a short one through /proc. */
async function withShortPath<T>(folder: string, name: string, use: (path: string) => Promise<T>): Promise<T> {
  const path = join(folder, name);
  if (Buffer.byteLength(path) <= longest) return use(path);
  const handle = await open(folder);
  try {
    return await use(`/proc/self/fd/${handle.fd}/${name}`);
  } finally {
    await handle.close();
  }
}
