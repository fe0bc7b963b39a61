import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { DatasetError } from '@rectified/dataset';
import { parquetWriteBuffer } from 'hyparquet-writer';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { ZipFile } from 'yazl';
import { ndsbClasses } from '../src/classes.js';
import { pixelHash } from '../src/fetch-images.js';
import { knownImages } from '../src/fetch-known.js';
import { decodeImageList, encodeImageList, HASH_BYTES, type KnownImage } from '../src/fetch-list.js';
import { fetchPlankton } from '../src/fetch-ndsb.js';
import type { Competition } from '../src/fetch-training-images.js';
import { temporaryFolder } from './fixtures.js';

const classes = ['amphipods', 'decapods', 'ephyra'];
/** An image that is told by its size and gray. */
const jpeg = (n: number) =>
  sharp({ create: { width: 10 + n, height: 12, channels: 3, background: { r: 9 * n, g: 9 * n, b: 9 * n } } })
    .toColourspace('b-w')
    .jpeg()
    .toBuffer();

interface Image {
  readonly label: string;
  readonly name: string;
  readonly bytes: Buffer;
}

/** Eight images: of each class two of the training set (five in all) and others of the test set. */
const images: Image[] = await Promise.all(
  Array.from({ length: 8 }, async (_, n) => ({
    label: classes[n % 3]!,
    name: `other-${n}.jpg`,
    bytes: await jpeg(n),
  })),
);
const train = [0, 1, 2, 4, 6];
const known: KnownImage[][] = await Promise.all(
  classes.map((label) =>
    Promise.all(
      train
        .filter((n) => images[n]!.label === label)
        .map(async (n) => ({
          number: 1000 + n,
          hash: (await pixelHash(images[n]!.bytes))!.slice(0, 2 * HASH_BYTES),
        })),
    ),
  ),
);
const competition: Competition = { classes, known };

let folder: string;
beforeEach(async () => {
  folder = join(await temporaryFolder(), 'data', 'ndsb');
  vi.stubEnv('RECTIFIED_MIRROR', '');
});
afterEach(() => void vi.unstubAllEnvs());
const fetchIt = (options: object = {}) =>
  fetchPlankton(folder, { wait: 1, ...options }, async () => competition);

/** The training images lie where `openNdsb` looks, to the byte, and nothing else does. */
async function expectTrain() {
  expect((await readdir(folder)).sort()).toEqual(['LICENSE.txt', 'train']);
  const files = (await readdir(join(folder, 'train'), { recursive: true, withFileTypes: true })).filter(
    (entry) => entry.isFile(),
  );
  expect(files.map(({ name }) => name).sort()).toEqual(train.map((n) => `${1000 + n}.jpg`));
  for (const n of train)
    expect(await readFile(join(folder, 'train', images[n]!.label, `${1000 + n}.jpg`))).toEqual(
      images[n]!.bytes,
    );
  expect(await readdir(dirname(folder))).toEqual(['ndsb']);
}

/** The images as the hub has them: labels are numbers, whose names the file holds in an order of its own. */
function parquetOf(rows: readonly Image[], { numbers = true } = {}): Uint8Array {
  const names = classes.toReversed();
  const features = { image: { _type: 'Image' }, label: { names, _type: 'ClassLabel' } };
  return new Uint8Array(
    parquetWriteBuffer({
      columnData: [
        {
          name: 'image',
          data: rows.map(({ bytes, name }) => ({ bytes: new Uint8Array(bytes), path: name })),
        },
        { name: 'label', data: rows.map(({ label }) => (numbers ? BigInt(names.indexOf(label)) : label)) },
      ],
      schema: [
        { name: 'root', num_children: 2 },
        { name: 'image', repetition_type: 'OPTIONAL', num_children: 2 },
        { name: 'bytes', type: 'BYTE_ARRAY', repetition_type: 'OPTIONAL' },
        { name: 'path', type: 'BYTE_ARRAY', repetition_type: 'OPTIONAL', converted_type: 'UTF8' },
        numbers
          ? { name: 'label', type: 'INT64', repetition_type: 'OPTIONAL' }
          : { name: 'label', type: 'BYTE_ARRAY', repetition_type: 'OPTIONAL', converted_type: 'UTF8' },
      ],
      kvMetadata: numbers ? [{ key: 'huggingface', value: JSON.stringify({ info: { features } }) }] : [],
      rowGroupSize: 3,
    }),
  );
}

async function serve(files: Record<string, Uint8Array | string>) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url!);
    const content = files[request.url!.slice(1)];
    if (content === undefined) response.writeHead(404).end();
    else response.writeHead(200).end(content); // without a length, like NCEI's
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, asked };
}

async function hub(parts: readonly Uint8Array[]) {
  const files: Record<string, Uint8Array | string> = {};
  const served = await serve(files);
  const addresses = parts.map((part, n) => {
    files[`parquet/train/${n}.parquet`] = part;
    return `${served.url}/parquet/train/${n}.parquet`;
  });
  files['api/datasets/project-oceania/planktonset1.0/parquet'] = JSON.stringify({
    default: { train: addresses },
  });
  return served;
}

async function zipOf(rows: readonly Image[], below = 'a/FINAL_Plankton_Segments_12082014'): Promise<Buffer> {
  const zip = new ZipFile();
  zip.addBuffer(Buffer.from('%PDF'), 'a/about.pdf');
  for (const { label, name, bytes } of rows) zip.addBuffer(bytes, `${below}/${label}/${name}`);
  zip.end();
  const chunks: Buffer[] = [];
  for await (const chunk of zip.outputStream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

describe('fetchNdsb', () => {
  it('takes the training images from the hub, by their pixels, and says whose they are', async () => {
    const { url, asked } = await hub([parquetOf(images.slice(0, 5)), parquetOf(images.slice(5))]);
    vi.stubEnv('HF_ENDPOINT', url);
    const notes: string[] = [];
    expect(await fetchIt({ onNote: (note: string) => notes.push(note) })).toBe(folder);
    await expectTrain();
    expect(asked).toHaveLength(3);
    expect(notes.join('\n')).toContain('Cowen, R. K.');
    expect(await readFile(join(folder, 'LICENSE.txt'), 'utf8')).toContain('doi.org/10.7289/v5d21vjd');
    expect(await fetchIt()).toBe(folder);
    expect(asked).toHaveLength(3);
  });

  it.each<[string, (local: string) => Promise<unknown>]>([
    [
      'parquet files with names of classes',
      (local) => writeFile(join(local, '0.parquet'), parquetOf(images, { numbers: false })),
    ],
    [
      'parquet files in its folder data',
      async (local) => {
        await mkdir(join(local, 'data'));
        await writeFile(join(local, 'data', 'train-00000-of-00001.parquet'), parquetOf(images));
      },
    ],
    [
      'class folders',
      async (local) => {
        for (const { label, name, bytes } of images) {
          await mkdir(join(local, label), { recursive: true });
          await writeFile(join(local, label, name), bytes);
        }
      },
    ],
    [
      'an archive train.zip',
      async (local) => writeFile(join(local, 'train.zip'), await zipOf(images, 'train')),
    ],
  ])('takes them from a folder with %s', async (_, make) => {
    const local = await temporaryFolder();
    await make(local);
    await fetchIt({ from: local });
    await expectTrain();
  });

  it('takes them from an archive at an address and of a mirror, whatever lies beside them', async () => {
    const { url } = await serve({ '127422.2.3.tar.gz': await zipOf(images) });
    await fetchIt({ from: `${url}/127422.2.3.tar.gz` });
    await expectTrain();
    folder = join(await temporaryFolder(), 'data', 'ndsb');
    vi.stubEnv('RECTIFIED_MIRROR', url);
    await fetchIt();
    await expectTrain();
  });

  it('takes images of another format that have the same pixels', async () => {
    const png = await Promise.all(
      images.map(async (image) => ({ ...image, bytes: await sharp(image.bytes).png().toBuffer() })),
    );
    const local = await temporaryFolder();
    await writeFile(join(local, 'a.parquet'), parquetOf(png));
    await fetchIt({ from: local });
    const files = (await readdir(join(folder, 'train'), { recursive: true })).filter((name) =>
      name.includes('.'),
    );
    expect(files.map((name) => name.split('/').pop()).sort()).toEqual(train.map((n) => `${1000 + n}.png`));
  });

  it('takes as many images of the same classes as they are, and says that they are unknown', async () => {
    const others = await Promise.all(
      [20, 21, 22, 23, 24].map(async (n) => ({
        label: classes[n % 3]!,
        name: '../same name.jpg',
        bytes: await jpeg(n),
      })),
    );
    const local = await temporaryFolder();
    await writeFile(join(local, 'a.parquet'), parquetOf(others));
    const notes: string[] = [];
    await fetchIt({ from: local, onNote: (note: string) => notes.push(note) });
    expect(notes.at(-1)).toBe(
      'as many images and classes as the competition has, but only 0 of the 5 are known to be its own',
    );
    const files = (await readdir(join(folder, 'train'), { recursive: true })).filter((name) =>
      name.includes('.'),
    );
    expect(files).toHaveLength(5);
    expect(await readdir(dirname(folder))).toEqual(['ndsb']);
  });

  it.each<[string, () => Promise<readonly Image[]>, string]>([
    [
      'one is missing',
      async () => images.filter((_, n) => n !== 4),
      'expected the 5 training images of 3 classes, got 4 of them among 7 images',
    ],
    [
      'one is in another class',
      async () => images.map((image, n) => (n === 4 ? { ...image, label: 'ephyra' } : image)),
      'got 4 of them among 8 images',
    ],
    [
      'one has another pixel',
      async () =>
        Promise.all(images.map(async (image, n) => (n === 4 ? { ...image, bytes: await jpeg(28) } : image))),
      'got 4 of them among 8 images',
    ],
    [
      'one is no image',
      async () => images.map((image, n) => (n === 4 ? { ...image, bytes: Buffer.from('x') } : image)),
      'expected an image, got other-4.jpg of decapods',
    ],
    [
      'a class is missing',
      async () => images.filter(({ label }) => label !== 'ephyra').slice(0, 5),
      'among 5 images',
    ],
  ])('refuses a copy where %s', async (_, make, message) => {
    const local = await temporaryFolder();
    await writeFile(join(local, 'a.parquet'), parquetOf(await make()));
    const error = await fetchIt({ from: local }).catch((error: unknown) => error);
    expect(error).toBeInstanceOf(DatasetError);
    expect((error as Error).message).toContain(message);
    expect(await readdir(dirname(folder))).toEqual([]);
  });

  it('goes on to the next source and says why', async () => {
    vi.stubEnv('HF_ENDPOINT', (await serve({})).url);
    const local = await temporaryFolder();
    await writeFile(join(local, 'a.parquet'), parquetOf(images));
    vi.stubEnv('RECTIFIED_MIRROR', join(local, 'nowhere'));
    const stop = new AbortController();
    const notes: string[] = [];
    const onNote = (note: string) => {
      notes.push(note);
      if (note.includes("NCEI's archive")) stop.abort(new Error('far enough')); // which is not to be asked by a test
    };
    await expect(fetchIt({ onNote, signal: stop.signal })).rejects.toThrow('far enough');
    expect(notes.join('\n')).toContain('no such folder or archive');
    expect(notes.join('\n')).toMatch(
      /the Hugging Face hub: .*the server does not list its files: expected a list in JSON, got HTTP 404/,
    );
  });
});

describe('the list of training images', () => {
  it('is that of the competition', () => {
    const lists = decodeImageList(knownImages);
    expect(lists).toHaveLength(121);
    expect(lists.flat()).toHaveLength(30_336);
    // paper-spec: the largest and the smallest classes.
    const counts = Object.fromEntries(ndsbClasses.map((name, at) => [name, lists[at]!.length]));
    expect(counts).toMatchObject({
      trichodesmium_puff: 1979,
      chaetognath_other: 1934,
      hydromedusae_haliscera_small_sideview: 9,
      heteropod: 10,
    });
    const numbers = lists.flat().map(({ number }) => number);
    expect(new Set(numbers).size).toBe(30_336);
    expect(Math.max(...numbers)).toBe(160_732);
    expect(encodeImageList(lists)).toBe(knownImages);
  });
});
