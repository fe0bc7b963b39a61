import { spawnSync } from 'node:child_process';
import type { FileHandle, open } from 'node:fs/promises';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { thisProcess } from '@rectified/system';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openNdsbTest, writeSubmission } from '../src/index.js';
import { jpeg, tar, temporaryFolder, write, zip } from './fixtures.js';

/** The disk of these tests: fails, or writes less than asked, from some call on. */
const disk = vi.hoisted(() => ({
  fails: undefined as 'open' | 'write' | 'sync' | 'rename' | undefined,
  writes: 0,
  short: false,
}));

vi.mock('node:fs/promises', async (original) => {
  const actual = await original<typeof import('node:fs/promises')>();
  const noSpace = (syscall: string) =>
    Object.assign(new Error(`ENOSPC: no space left on device, ${syscall}`), { code: 'ENOSPC', syscall });
  const failing = async (...[path, flags, mode]: Parameters<typeof open>): Promise<FileHandle> => {
    const handle = await actual.open(path, flags, mode);
    if (flags !== 'wx') return handle;
    if (disk.fails === 'open') {
      await handle.close();
      throw noSpace('open');
    }
    const { writeFile: writeAll, sync } = handle;
    const writeSome: (bytes: Uint8Array, from: number, length: number, position: number) => Promise<object> =
      handle.write.bind(handle);
    const mayWrite = () => {
      if (disk.fails === 'write' && disk.writes-- <= 0) throw noSpace('write');
    };
    return Object.assign(handle, {
      async write(bytes: Uint8Array, offset: number, length: number, position: number) {
        mayWrite();
        return writeSome(bytes, offset, disk.short ? Math.ceil(length / 3) : length, position);
      },
      async writeFile(data: string | Uint8Array) {
        mayWrite();
        return writeAll.call(handle, data);
      },
      async sync() {
        if (disk.fails === 'sync') throw noSpace('fsync');
        return sync.call(handle);
      },
    }) as FileHandle;
  };
  const rename: typeof actual.rename = async (from, to) => {
    if (disk.fails === 'rename') throw noSpace('rename');
    await actual.rename(from, to);
  };
  return { ...actual, open: failing, rename };
});

beforeEach(() => Object.assign(disk, { fails: undefined, writes: 0, short: false }));
afterEach(() => Object.assign(disk, { fails: undefined, writes: 0, short: false }));

const images = { '1.jpg': await jpeg(10), '2.jpg': await jpeg(20), '3.jpg': await jpeg(30) };

async function place() {
  const root = await temporaryFolder();
  return { data: await write(join(root, 'data'), images), cache: join(root, 'cache') };
}

const levels = async (data: string, cache: string) => {
  const opened = await openNdsbTest(data, { cache, side: 40, channels: 1 });
  return opened.files.map((_, index) => opened.get(index).pixels[1599]);
};

describe('a full disk', () => {
  it.each([
    ['open', 0],
    ['write', 0],
    ['write', 2],
    ['write', 3],
    ['sync', 0],
    ['rename', 0],
  ] as const)(
    'at %s (after %d writes) leaves the cache as it was, and nothing else',
    async (fails, writes) => {
      const { data, cache } = await place();
      Object.assign(disk, { fails, writes });
      await expect(levels(data, cache)).rejects.toThrow(
        /the disk is full\. The file is the cache .* 1600 bytes per image\. Free some space, .* RECTIFIED_CACHE .* names another folder/,
      );
      expect(await readdir(cache)).toEqual([]);

      disk.fails = undefined;
      expect(await levels(data, cache)).toEqual([10, 20, 30]);
      const [file] = await readdir(cache);
      const before = await readFile(join(cache, file!));

      await writeFile(join(data, '4.jpg'), images['1.jpg']);
      Object.assign(disk, { fails, writes });
      await expect(levels(data, cache)).rejects.toThrow('the disk is full');
      expect(await readdir(cache)).toEqual([file]);
      expect(await readFile(join(cache, file!))).toEqual(before);
      expect(await readdir(data)).toEqual(['1.jpg', '2.jpg', '3.jpg', '4.jpg']);

      disk.fails = undefined;
      expect(await levels(data, cache)).toEqual([10, 20, 30, 10]);
    },
  );

  it('may write less than it is given: then the rest is written too', async () => {
    const { data, cache } = await place();
    disk.short = true;
    expect(await levels(data, cache)).toEqual([10, 20, 30]);
  });

  it('leaves no half of a submission', async () => {
    const folder = await temporaryFolder();
    const predictions = [{ image: '1.jpg', probabilities: new Array(121).fill(1) }];
    for (const name of ['a.csv', 'a.csv.gz'])
      for (const fails of ['write', 'sync'] as const) {
        disk.fails = fails;
        await expect(writeSubmission(join(folder, name), predictions)).rejects.toThrow(
          `${join(folder, name)}: the disk is full`,
        );
        expect(await readdir(folder)).toEqual([]);
      }
  });
});

describe('an interruption', () => {
  it.each(['folder', 'test.zip', 'test.tar', 'test.tar.gz'])(
    'by a signal leaves nothing of a %s',
    async (kind) => {
      const { data, cache } = await place();
      const packed = join(data, '..', kind);
      if (kind === 'test.zip') await writeFile(packed, await zip(images));
      if (kind === 'test.tar') await writeFile(packed, await tar(images));
      if (kind === 'test.tar.gz') await writeFile(packed, gzipSync(await tar(images)));
      const abort = new AbortController();
      const opening = openNdsbTest(kind === 'folder' ? data : packed, {
        cache,
        concurrency: 1,
        onProgress: () => abort.abort(new Error('enough')),
        signal: abort.signal,
      });
      await expect(opening).rejects.toThrow('enough');
      expect(await readdir(cache)).toEqual([]);
    },
  );

  /** Opens in another process, which is killed when it has decoded two of the three images. */
  function killed(data: string, cache: string) {
    const source = pathToFileURL(join(import.meta.dirname, '../src/index.ts')).href;
    const onProgress = "({ done }) => done === 2 && process.kill(process.pid, 'SIGKILL')";
    const options = `{ cache: ${JSON.stringify(cache)}, side: 40, concurrency: 1, onProgress: ${onProgress} }`;
    const code = `
      const { openNdsbTest } = await import(${JSON.stringify(source)});
      await openNdsbTest(${JSON.stringify(data)}, ${options});`;
    const flags = ['--conditions=@rectified/source', '--import', 'tsx', '--input-type=module', '-e', code];
    return spawnSync(process.execPath, flags, { encoding: 'utf8' });
  }

  it('by kill leaves the cache as it was; what it left beside it, the next opening removes', async () => {
    const { data, cache } = await place();
    const first = killed(data, cache);
    expect([first.signal, first.stderr]).toEqual(['SIGKILL', '']);
    expect(await readdir(cache)).toEqual([expect.stringMatching(/^\.unfinished~/)]);
    expect(await levels(data, cache)).toEqual([10, 20, 30]);
    const [file, ...more] = await readdir(cache);
    expect([file, more]).toEqual([expect.stringMatching(/^test-40-[0-9a-f]{16}\.pixels$/), []]);

    const before = await readFile(join(cache, file!));
    await writeFile(join(data, '4.jpg'), images['1.jpg']);
    expect(killed(data, cache).signal).toBe('SIGKILL');
    expect(await readFile(join(cache, file!))).toEqual(before);
    expect(await levels(data, cache)).toEqual([10, 20, 30, 10]);
    expect(await readdir(cache)).toEqual([file]);
  });

  it('of others is none of ours: what living processes and other machines write stays', async () => {
    const { data, cache } = await place();
    await levels(data, cache);
    const [file] = await readdir(cache);
    const { host, boot, pidNamespace, pid, start } = thisProcess();
    const others = [
      `.unfinished~${host}~${boot}~${pidNamespace}~${pid}~${start}~x`,
      '.unfinished~elsewhere~0~0~1~0~x',
      'notes',
    ];
    for (const name of others) await mkdir(join(cache, name));
    await writeFile(join(data, '4.jpg'), images['1.jpg']);
    expect(await levels(data, cache)).toEqual([10, 20, 30, 10]);
    expect((await readdir(cache)).toSorted()).toEqual([file, ...others].toSorted());
  });
});

it('a cache that cannot be written is an error that says so', async () => {
  const { data } = await place();
  const file = join(data, '1.jpg');
  await expect(levels(data, join(file, 'cache'))).rejects.toThrow(
    /1\.jpg.*: a part of the path is a file, not a folder.*RECTIFIED_CACHE/,
  );
  const cache = await temporaryFolder();
  await levels(data, cache);
  const name = basename((await readdir(cache))[0]!);
  const other = await temporaryFolder();
  await mkdir(join(other, name, 'x'), { recursive: true });
  await expect(levels(data, other)).rejects.toThrow(/it is a folder, not a file.*RECTIFIED_CACHE/);
  expect(await readdir(other)).toEqual([name]);
});
