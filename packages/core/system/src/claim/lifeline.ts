import { randomUUID } from 'node:crypto';
import { open, rm } from 'node:fs/promises';
import { createConnection, createServer } from 'node:net';
import { join } from 'node:path';

/** Longest path of a socket, in bytes; the kernel has room for 107 (unix(7)). */
const longest = 100;

/**
 * Opens a socket in a folder, which answers as long as this process lives: also a process in another container that
 * shares the folder can ask, whose process numbers are others. Undefined if there can be none: not on Linux, or not on
 * this file system.
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

/** Whether the process behind a lifeline lives. On another machine nobody answers, so this is for the same kernel only. */
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
      // EAGAIN: it is there, but so busy or suspended that nobody is let in.
      resolve(code === 'ECONNREFUSED' ? 'dead' : code === 'EAGAIN' ? 'lives' : 'unknown'),
    );
  });
}

/** The path of a file in a folder or, where that is too long for a socket, a short one by way of /proc. */
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
