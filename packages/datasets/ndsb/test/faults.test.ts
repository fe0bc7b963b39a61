import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { DatasetError } from '@rectified/dataset';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { BadImagesError, openNdsb, openNdsbTest } from '../src/index.js';
import { type Files, inTrain, jpeg, plankton, tar, temporaryFolder, write, zip } from './fixtures.js';

const levels = (width: number, height: number, channels: 1 | 3 | 4 = 1) =>
  sharp(
    Uint8Array.from({ length: width * height * channels }, (_, i) => (i * 37) % 256),
    {
      raw: { width, height, channels },
    },
  );
const whole = await levels(40, 30).toColourspace('b-w').jpeg().toBuffer();

const faulty: Record<string, { readonly bytes: Uint8Array; readonly what: RegExp }> = {
  'empty.jpg': { bytes: new Uint8Array(), what: /^empty file$/ },
  'cut.jpg': { bytes: whole.subarray(0, whole.length - 200), what: /^damaged or truncated \(.+\)$/ },
  'header.jpg': { bytes: whole.subarray(0, 60), what: /^(not an image|damaged or truncated) \(.+\)$/ },
  'text.jpg': {
    bytes: Buffer.from('image,class\n'),
    what: /^not an image \(.*unsupported image format.*\)$/,
  },
  'page.jpg': { bytes: Buffer.from('<!doctype html><p>Sign in'), what: /^not an image/ },
  'dot.jpg': { bytes: await jpeg(9, 1, 1), what: /^1 x 1 pixels$/ },
  'line.jpg': { bytes: await jpeg(9, 50, 1), what: /^50 x 1 pixels$/ },
  'print.jpg': { bytes: await levels(9, 9, 3).toColourspace('cmyk').jpeg().toBuffer(), what: /^CMYK$/ },
  'deep.jpg': {
    bytes: await sharp(
      Uint16Array.from({ length: 81 }, (_, i) => i * 800),
      {
        raw: { width: 9, height: 9, channels: 1 },
      },
    )
      .toColourspace('grey16')
      .png()
      .toBuffer(),
    what: /^16 bits per channel$/,
  },
  'glass.png': { bytes: await levels(9, 9, 4).png().toBuffer(), what: /^transparent$/ },
};

/** The test images and others in a new folder, and a cache. */
async function place(more: Files) {
  const root = await temporaryFolder();
  return { data: await write(join(root, 'data'), { ...plankton, ...more }), cache: join(root, 'cache') };
}

async function faultsOf(path: string, cache: string): Promise<BadImagesError> {
  const error = await openNdsb(path, { cache, side: 8 }).catch((error) => error);
  expect(error).toBeInstanceOf(BadImagesError);
  return error;
}

const asShrimp = Object.fromEntries(
  Object.entries(faulty).map(([name, { bytes }]) => [`shrimp_zoea/${name}`, bytes]),
);
const shrimpFaults = Object.entries(faulty)
  .map(([name, { what }]) => ({ file: `shrimp_zoea/${name}`, what: expect.stringMatching(what) }))
  .toSorted((a, b) => (a.file < b.file ? -1 : 1));

describe('images that cannot be used', () => {
  it('are listed, all of them, each by name', async () => {
    const { data, cache } = await place(asShrimp);
    const error = await faultsOf(data, cache);
    expect(error.faults).toEqual(shrimpFaults);
    expect(error.message).toContain(
      `${data}: 10 faults in the images: expected complete 8-bit gray or RGB JPEG or PNG images`,
    );
    for (const name of Object.keys(faulty)) expect(error.message).toContain(`\n  shrimp_zoea/${name}: `);
    expect(error.message).toContain('leave them out (`--skip-bad`; in code `skipBad: true`)');
    expect([error.exitCode, error instanceof DatasetError]).toEqual([2, true]);
  });

  it('are listed again without being decoded again', async () => {
    const { data, cache } = await place(asShrimp);
    const first = await faultsOf(data, cache);
    let decoded = 0;
    const again = openNdsb(data, { cache, side: 8, onProgress: () => decoded++ });
    await expect(again).rejects.toMatchObject({ message: first.message });
    expect(decoded).toBe(0);
  });

  it('are left out where that is asked for, and recorded', async () => {
    const { data, cache } = await place(asShrimp);
    const { all, train, test, skipped } = await openNdsb(data, { cache, side: 8, skipBad: true });
    expect(skipped).toEqual(shrimpFaults);
    expect([all.size, train.size + test.size]).toEqual([131, 131]);
    expect(all.files.filter((file) => file.startsWith('shrimp_zoea/'))).toEqual(['shrimp_zoea/940.jpg']);
    const clean = await place({});
    const without = await openNdsb(clean.data, { cache: clean.cache, side: 8 });
    expect(without.skipped).toEqual([]);
    expect(train.files).toEqual(without.train.files);
    expect(train.batch([0, 1, 2])).toEqual(without.train.batch([0, 1, 2]));
  });

  it('are found in archives and among images without labels', async () => {
    const { cache } = await place({});
    const files = join(cache, '..');
    await writeFile(join(files, 'a.zip'), await zip(inTrain({ ...plankton, ...asShrimp })));
    expect((await faultsOf(join(files, 'a.zip'), cache)).faults).toEqual(shrimpFaults);
    await writeFile(join(files, 'a.tar.gz'), gzipSync(await tar({ ...plankton, ...asShrimp })));
    expect((await faultsOf(join(files, 'a.tar.gz'), cache)).faults).toEqual(shrimpFaults);
    const folder = await write(await temporaryFolder(), {
      '1.jpg': whole,
      'bad/2.jpg': faulty['empty.jpg']!.bytes,
    });
    await expect(openNdsbTest(folder, { cache })).rejects.toThrow('1 fault in the images: ');
    await expect(openNdsbTest(folder, { cache })).rejects.toThrow(
      '\n  2.jpg: empty file. Repair or remove them',
    );
    expect((await openNdsbTest(folder, { cache, skipBad: true })).files).toEqual(['1.jpg']);
  });

  it('do not fill the screen', async () => {
    const many = Object.fromEntries(
      Array.from({ length: 40 }, (_, i) => [`amphipods/x${i}.jpg`, Buffer.alloc(0)]),
    );
    const { data, cache } = await place(many);
    const { faults, message } = await faultsOf(data, cache);
    expect(faults).toHaveLength(40);
    expect(message.split('\n').filter((line) => line.startsWith('  amphipods/x'))).toHaveLength(30);
    expect(message).toContain('\n  and 10 more. Repair');
  });

  it('may be all: then there is nothing to go on with', async () => {
    const folder = await write(await temporaryFolder(), { '1.jpg': Buffer.from('x') });
    const cache = await temporaryFolder();
    await expect(openNdsbTest(folder, { cache, skipBad: true })).rejects.toThrow(BadImagesError);
  });
});

describe('folders that are no classes', () => {
  it('are each reported once, with the class that may be meant', async () => {
    const { data, cache } = await place({
      'Amphipods/1.jpg': whole,
      'Amphipods/2.jpg': whole,
      'zzzzzzzzzzzzzzzzzzzzzzzzz/1.jpg': whole,
      'list.jpg': whole,
    });
    const { faults } = await faultsOf(data, cache);
    expect(faults).toEqual([
      { file: 'Amphipods/', what: 'not one of the 121 classes (2 files); did you mean "amphipods"?' },
      { file: 'list.jpg', what: 'not in the folder of a class' },
      { file: 'zzzzzzzzzzzzzzzzzzzzzzzzz/', what: 'not one of the 121 classes (1 file)' },
    ]);
    expect((await openNdsb(data, { cache, side: 8, skipBad: true })).all.size).toBe(131);
  });

  it('and classes without images', async () => {
    const { data, cache } = await place({});
    await rm(join(data, 'stomatopod'), { recursive: true });
    await rm(join(data, 'heteropod/560.jpg'));
    const { faults } = await faultsOf(data, cache);
    expect(faults).toEqual([
      { file: 'heteropod/', what: 'no images of this class' },
      { file: 'stomatopod/', what: 'no images of this class' },
    ]);
  });

  it('and images of the same name', async () => {
    const { data, cache } = await place({ 'copy/amphipods/30.jpg': whole });
    expect((await faultsOf(data, cache)).faults).toEqual([
      { file: 'copy/amphipods/30.jpg', what: 'another image has the same name' },
    ]);
  });
});

describe('what cannot be opened at all', () => {
  const open = async (path: string) => openNdsb(path, { cache: await temporaryFolder(), side: 8 });
  const written = async (name: string, bytes: Uint8Array) => {
    const file = join(await temporaryFolder(), name);
    await writeFile(file, bytes);
    return file;
  };

  it.each([
    [
      'a folder that is not there',
      async () => 'no-such-folder',
      /^no-such-folder: no such folder or archive: .*kaggle/,
    ],
    [
      'an empty folder',
      () => temporaryFolder(),
      /no images in it: expected 121 folders of images, got nothing/,
    ],
    [
      'a folder with the test images alone',
      async () => write(await temporaryFolder(), { 'test/1.jpg': whole }),
      /the train images are not in this folder: expected train or train.zip, got test/,
    ],
    [
      'an empty file',
      () => written('train.zip', new Uint8Array()),
      /cannot be read as an archive.*got an empty file/,
    ],
    [
      'another kind of archive',
      () => written('train.7z', Buffer.from([0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c])),
      /expected a complete .zip, .tar, .tar.gz or .tar.xz, got another kind of file. Unpack it/,
    ],
    [
      'a zip file that is cut off',
      async () => written('train.zip', (await zip(plankton)).subarray(0, 5000)),
      /cannot be read as an archive: expected a complete .zip.*got .*[Ee]nd of [Cc]entral [Dd]irectory/,
    ],
    [
      'a tar file that is cut off',
      async () => written('train.tar', (await tar(plankton)).subarray(0, 100_000)),
      /cannot be read as an archive.*got Unexpected end of data/,
    ],
    [
      'a tar.gz file that is cut off',
      async () => written('train.tgz', gzipSync(await tar(plankton)).subarray(0, 2000)),
      /cannot be read as an archive.*got unexpected end of file/,
    ],
    [
      'a tar.gz file that lacks its last bytes',
      async () => written('train.tgz', gzipSync(await tar(plankton)).subarray(0, -4)),
      /cannot be read as an archive.*got unexpected end of file/,
    ],
    [
      'a tar.xz file that is cut off',
      async () =>
        written(
          'a.xz',
          (await readFile(join(import.meta.dirname, 'fixtures/train.tar.xz'))).subarray(0, 3000),
        ),
      /cannot be read as an archive.*got .*error code 8/,
    ],
    [
      'a gzip file that is no tar file',
      () => written('train.gz', gzipSync(Buffer.alloc(2000, 'x'))),
      /cannot be read as an archive.*got Invalid tar header/,
    ],
  ] as [string, () => Promise<string>, RegExp][])('%s', async (_, path, message) => {
    const error = await open(await path()).catch((error) => error);
    expect(error).toBeInstanceOf(DatasetError);
    expect(error.message).toMatch(message);
    expect(error).not.toBeInstanceOf(BadImagesError);
  });

  it('leaves no cache behind', async () => {
    const cache = await temporaryFolder();
    const file = await written('train.tar', (await tar(plankton)).subarray(0, 100_000));
    await expect(openNdsb(file, { cache, side: 8 })).rejects.toThrow();
    expect(await readdir(cache)).toEqual([]);
  });
});

it('an image that is damaged within a zip file is a fault of its own', async () => {
  const files = inTrain(plankton);
  const cache = await temporaryFolder();
  for (const compress of [false, true]) {
    const bytes = await zip(files, { compress });
    const name = 'train/amphipods/30.jpg';
    // The first of the name's two places is the file itself, the other the directory at the end.
    const start = bytes.indexOf(name) + name.length;
    bytes.fill(0x55, start + 80, start + 100);
    const file = join(await temporaryFolder(), 'train.zip');
    await writeFile(file, bytes);
    const { faults } = await faultsOf(file, cache);
    expect(faults).toEqual([
      { file: 'amphipods/30.jpg', what: expect.stringMatching(/^damaged in the archive: /) },
    ]);
  }
});
