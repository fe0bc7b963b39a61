import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename, dirname, join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { DatasetError } from '@rectified/dataset';
import { temporaryFolder } from '@rectified/testing/files';
import { encode } from 'fast-png';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { pack as createPack } from 'tar-stream';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { fetchFormat } from '../src/fetch-format.js';
import type { Format } from '../src/format.js';
import { openFormat } from '../src/open-format.js';
import { cifar10Files, cifar100Files, small10Format, small100Format, write } from './fixtures.js';

let folder: string;
beforeEach(async () => {
  folder = join(temporaryFolder(onTestFinished), 'data', 'cifar');
  vi.stubEnv('RECTIFIED_MIRROR', '');
});
afterEach(() => void vi.unstubAllEnvs());

/** Files by path as a server of files has them: ranges, and a redirect to other places for `/resolve/` as on the hub. */
async function serveFiles(files: Record<string, Uint8Array>) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const path = request.url!.slice(1).replace(/\?.*/, '');
    asked.push(path);
    const content = files[path.replace(/^storage\//, '')];
    if (content === undefined) response.writeHead(404).end();
    else if (path.includes('/resolve/') && !path.startsWith('storage/'))
      response.writeHead(302, { location: `/storage/${path}?signature=1` }).end();
    else response.writeHead(200, { etag: '"1"', 'content-length': content.length }).end(content);
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise<void>((done) => server.close(() => done()));
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

/** The images of a binary file as the hub has them. */
function parquetOf(
  parts: readonly Uint8Array[],
  labels: readonly string[],
  change: Partial<Record<string, unknown>> = {},
) {
  const record = labels.length + 3072;
  const rows = parts.flatMap((part) =>
    Array.from({ length: part.length / record }, (_, row) => part.subarray(row * record, (row + 1) * record)),
  );
  const images = rows.map((row, index) => {
    const data = new Uint8Array(3072);
    for (let at = 0; at < 1024; at++)
      for (let plane = 0; plane < 3; plane++) data[3 * at + plane] = row[labels.length + 1024 * plane + at]!;
    return { bytes: encode({ width: 32, height: 32, data, channels: 3, depth: 8 }), path: `${index}.png` };
  });
  const columns = labels.map((name, byte) => ({
    name,
    data: rows.map((row) => BigInt(row[byte]!)),
  }));
  return new Uint8Array(
    parquetWriteBuffer({
      columnData: [{ name: 'img', data: images }, ...columns],
      schema: [
        { name: 'root', num_children: 1 + labels.length },
        { name: 'img', repetition_type: 'OPTIONAL', num_children: 2 },
        { name: 'bytes', type: 'BYTE_ARRAY', repetition_type: 'OPTIONAL' },
        { name: 'path', type: 'BYTE_ARRAY', repetition_type: 'OPTIONAL', converted_type: 'UTF8' },
        ...labels.map((name) => ({ name, type: 'INT64' as const, repetition_type: 'OPTIONAL' as const })),
      ],
      rowGroupSize: 7,
      ...change,
    }),
  );
}

const bytes = (files: Record<string, Uint8Array | string>, ...names: string[]) =>
  names.map((name) => files[name] as Uint8Array);

/** The hub's files of a format, its training files in the given order. */
function hubFiles(
  format: Format,
  files: Record<string, Uint8Array | string>,
  train: readonly string[],
  below = '',
) {
  const { labels } = format.hub;
  return {
    [`${below}train-00000-of-00001.parquet`]: parquetOf(bytes(files, ...train), labels),
    [`${below}test-00000-of-00001.parquet`]: parquetOf(bytes(files, format.test), labels),
  };
}

async function archiveOf(format: Format, files: Record<string, Uint8Array | string>): Promise<Buffer> {
  const packing = createPack();
  for (const [name, content] of Object.entries(files))
    packing.entry({ name: `${format.folder}/${name}` }, Buffer.from(content));
  packing.finalize();
  return gzipSync(await buffer(packing));
}

/** The folder has the official files to the byte, and nothing else lies beside it. */
async function expectOfficial(format: Format, files: Record<string, Uint8Array | string>) {
  for (const [name, content] of Object.entries(files))
    expect(new Uint8Array(await readFile(join(folder, name))), name).toEqual(content);
  expect((await readdir(folder)).sort()).toEqual(
    [...Object.keys(files), ...format.names.map(({ file }) => file)].sort(),
  );
  expect(await readdir(dirname(folder))).toEqual([basename(folder)]);
}

const patience = { wait: 1 };
const hubOrder = [4, 3, 2, 5, 1].map((batch) => `data_batch_${batch}.bin`);

describe('the parquet files of the hub', () => {
  it('become the official files of CIFAR-10, whatever the order of the batches', async () => {
    const files = cifar10Files();
    const copy = await write(temporaryFolder(onTestFinished), hubFiles(small10Format, files, hubOrder));
    const progress: number[] = [];
    await fetchFormat(folder, small10Format, {
      from: copy,
      onProgress: ({ done, total }) => progress.push(done / total!),
    });
    await expectOfficial(small10Format, files);
    expect(await readFile(join(folder, 'batches.meta.txt'), 'utf8')).toMatch(/^airplane\n.*\ntruck\n\n$/s);
    expect(progress.at(-1)).toBe(1);
  });

  it('become the official files of CIFAR-100', async () => {
    const files = cifar100Files();
    const copy = await write(temporaryFolder(onTestFinished), hubFiles(small100Format, files, ['train.bin']));
    await fetchFormat(folder, small100Format, { from: copy });
    await expectOfficial(small100Format, files);
    const { train } = await openFormat(folder, small100Format, { title: 'CIFAR-100', label: 1 });
    expect(train.get(47).name).toBe('maple_tree');
  });

  it('are taken in their own order where it is another one, and are still told by their content', async () => {
    const files = cifar10Files();
    const [first, ...others] = bytes(files, ...small10Format.train);
    const turned = new Uint8Array(first!.length);
    for (let row = 0; row < 4; row++)
      turned.set(first!.subarray(row * 3073, (row + 1) * 3073), (3 - row) * 3073);
    const copy = await write(temporaryFolder(onTestFinished), {
      'train-00000-of-00001.parquet': parquetOf([turned, ...others], ['label']),
      'test-00000-of-00001.parquet': parquetOf(bytes(files, 'test_batch.bin'), ['label']),
    });
    await fetchFormat(folder, small10Format, { from: copy });
    const open = () => openFormat(folder, small10Format, { title: 'CIFAR-10', label: 0 });
    expect((await open()).train.get(3).pixels).toEqual(
      (
        await openFormat(await write(temporaryFolder(onTestFinished), files), small10Format, {
          title: 'CIFAR-10',
          label: 0,
        })
      ).train.get(0).pixels,
    );
    // An image that is none of them is found.
    const path = join(folder, 'data_batch_5.bin');
    const changed = await readFile(path);
    changed[100]! ^= 1;
    await writeFile(path, changed);
    await expect(open()).rejects.toThrow('same size as the official file of CIFAR-10, but different content');
  });

  it.each<[string, (files: Record<string, Uint8Array | string>) => Record<string, Uint8Array>, string]>([
    [
      'other pixels',
      (files) => ({
        'train-00000-of-00001.parquet': parquetOf(
          bytes(files, ...hubOrder).map((part) =>
            part.map((byte, at) => (at % 3073 === 9 ? byte ^ 1 : byte)),
          ),
          ['label'],
        ),
      }),
      'same size as the official file',
    ],
    [
      'other labels',
      (files) => ({
        'train-00000-of-00001.parquet': parquetOf(
          bytes(files, ...hubOrder).map((part) =>
            part.map((byte, at) => (at % 3073 === 0 ? 9 - byte : byte)),
          ),
          ['label'],
        ),
      }),
      'same size as the official file',
    ],
    [
      'a label out of range',
      (files) => ({
        'train-00000-of-00001.parquet': parquetOf(
          bytes(files, ...hubOrder).map((part) => part.map((byte, at) => (at === 0 ? 10 : byte))),
          ['label'],
        ),
      }),
      'expected a label in 0 .. 9, got 10 in row 0',
    ],
    [
      'fewer rows',
      (files) => ({
        'train-00000-of-00001.parquet': parquetOf(bytes(files, ...hubOrder.slice(1)), ['label']),
      }),
      'expected 20 rows of img, label, got 16 rows of img, label',
    ],
    [
      'another column',
      (files) => ({ 'train-00000-of-00001.parquet': parquetOf(bytes(files, ...hubOrder), ['target']) }),
      'got 20 rows of img, target',
    ],
    [
      'no parquet',
      () => ({ 'train-00000-of-00001.parquet': new Uint8Array(1000) }),
      'cannot be read as a parquet file',
    ],
    [
      'half of it',
      (files) => ({
        'train-00000-of-00001.parquet': parquetOf(bytes(files, ...hubOrder), ['label']).slice(0, 9000),
      }),
      'cannot be read as a parquet file',
    ],
  ])('with %s are refused', async (_, change, message) => {
    const files = cifar10Files();
    const copy = await write(temporaryFolder(onTestFinished), {
      ...hubFiles(small10Format, files, hubOrder),
      ...change(files),
    });
    const error = await fetchFormat(folder, small10Format, { from: copy }).catch((error: unknown) => error);
    expect(error).toBeInstanceOf(DatasetError);
    expect((error as Error).message).toContain(message);
    expect(await readdir(dirname(folder))).toEqual([]);
  });
});

describe('the sources', () => {
  it('are tried in order, and what is wrong with one is said', async () => {
    const files = cifar10Files();
    const below = 'datasets/uoft-cs/cifar10/resolve/main/plain_text/';
    const authors = await serveFiles({});
    const hub = await serveFiles(hubFiles(small10Format, files, hubOrder, below));
    vi.stubEnv('HF_ENDPOINT', hub.url);
    const archive = { ...small10Format.archive, url: `${authors.url}/cifar-10-binary.tar.gz` };
    const notes: string[] = [];
    await fetchFormat(
      folder,
      { ...small10Format, archive },
      { ...patience, onNote: (note) => notes.push(note) },
    );
    await expectOfficial(small10Format, files);
    expect(authors.asked).toEqual(['cifar-10-binary.tar.gz']);
    expect(hub.asked).toHaveLength(4); // each asked for, and found elsewhere
    expect(notes).toEqual([
      "CIFAR-10: trying the authors' host",
      `the authors' host: ${archive.url}: the server refused the download: expected HTTP 200, got HTTP 404 Not Found. Check the address, or use another source`,
      'CIFAR-10: trying the Hugging Face hub',
    ]);
  });

  it('that are slow come last', async () => {
    const files = cifar10Files();
    const served = await archiveOf(small10Format, files);
    const notes: string[] = [];
    vi.stubEnv('HF_ENDPOINT', (await serveFiles({})).url);
    const authors = createServer((_, response) => {
      response.writeHead(200, { etag: '"1"', 'content-length': served.length });
      if (notes.at(-1)?.includes('no faster source')) response.end(served);
      else response.write(served.subarray(0, 10)); // and then nothing
    });
    await new Promise<void>((ready) => authors.listen(0, '127.0.0.1', ready));
    onTestFinished(() => {
      authors.closeAllConnections();
      authors.close();
    });
    const url = `http://127.0.0.1:${(authors.address() as AddressInfo).port}/cifar-10-binary.tar.gz`;
    await fetchFormat(
      folder,
      { ...small10Format, archive: { ...small10Format.archive, url } },
      {
        ...patience,
        leastSpeed: { bytesPerSecond: 1e9, seconds: 0.05 },
        onNote: (note) => notes.push(note),
      },
    );
    await expectOfficial(small10Format, files);
    expect(notes[1]).toMatch(
      /^the authors' host: .*: the server is slow: got .*Run it again to continue from there/,
    );
    expect(notes.at(-1)).toBe("CIFAR-10: there is no faster source; continuing with the authors' host");
  });

  it('that all fail are named with what is wrong with each', async () => {
    const { url } = await serveFiles({ 'cifar-10-binary.tar.gz': new Uint8Array(100) });
    vi.stubEnv('HF_ENDPOINT', url);
    const archive = { ...small10Format.archive, url: `${url}/cifar-10-binary.tar.gz` };
    const fetching = fetchFormat(folder, { ...small10Format, archive }, patience);
    await expect(fetching).rejects.toThrow(
      /no source has CIFAR-10: expected one of 2, got the authors' host: .*cannot unpack the archive.*; the Hugging Face hub: the server refused the download .*HTTP 404.*--from FOLDER-OR-URL/,
    );
    expect(await readdir(dirname(folder))).toEqual([]);
  });

  it.each([
    [
      'the archive',
      async () => ({ 'cifar-10-binary.tar.gz': await archiveOf(small10Format, cifar10Files()) }),
    ],
    ['the files', async () => cifar10Files() as Record<string, Uint8Array>],
    ['the folder of the archive', async () => under('cifar-10-batches-bin/', cifar10Files())],
    ['the parquet files', async () => hubFiles(small10Format, cifar10Files(), hubOrder)],
    [
      "the hub's folders",
      async () =>
        hubFiles(
          small10Format,
          cifar10Files(),
          hubOrder,
          'datasets/uoft-cs/cifar10/resolve/main/plain_text/',
        ),
    ],
  ])('may be a mirror or a folder with %s', async (_, make) => {
    const copy = await make();
    const { url } = await serveFiles(copy);
    await fetchFormat(folder, small10Format, { ...patience, from: `${url}/` });
    await expectOfficial(small10Format, cifar10Files());

    const local = temporaryFolder(onTestFinished);
    for (const [name, content] of Object.entries(copy)) {
      await mkdir(dirname(join(local, name)), { recursive: true });
      await writeFile(join(local, name), content);
    }
    folder = join(temporaryFolder(onTestFinished), 'data', 'other');
    vi.stubEnv('RECTIFIED_MIRROR', local);
    await fetchFormat(folder, small10Format);
    await expectOfficial(small10Format, cifar10Files());
    expect(Object.keys(copy).length).toBe(
      (await readdir(local, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile())
        .length,
    );
  });

  it('may be an archive, also a tar that was not compressed', async () => {
    const local = temporaryFolder(onTestFinished);
    const packed = await archiveOf(small10Format, cifar10Files());
    await writeFile(join(local, 'mine.tar.gz'), packed);
    await fetchFormat(folder, small10Format, { from: join(local, 'mine.tar.gz') });
    await expectOfficial(small10Format, cifar10Files());
    await expect(
      fetchFormat(join(local, 'no'), small10Format, { from: join(local, 'none.tar.gz') }),
    ).rejects.toThrow('none.tar.gz: no such file');
  });
});

const under = (folder: string, files: Record<string, Uint8Array | string>) =>
  Object.fromEntries(Object.entries(files).map(([name, content]) => [folder + name, content])) as Record<
    string,
    Uint8Array
  >;
