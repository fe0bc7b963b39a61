import {
  mkdir,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  symlink,
  truncate,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { DatasetError } from '@rectified/dataset';
import { testDataset } from '@rectified/dataset/testing';
import sharp, { type Sharp } from 'sharp';
import { describe, expect, it, vi } from 'vitest';
import { ndsb, ndsbClasses, openNdsb, openNdsbTest } from '../src/index.js';
import { inTrain, jpeg, levelOf, plankton, tar, temporaryFolder, write, zip } from './fixtures.js';

/** The test images in a folder, and another for the cache. */
async function folders(files = plankton) {
  const root = await temporaryFolder();
  return { data: await write(join(root, 'data'), files), cache: join(root, 'cache') };
}

const shared = await folders();
const openShared = (channels: 1 | 3 = 3) =>
  openNdsb(shared.data, { cache: shared.cache, side: 10, channels });

testDataset('NDSB', async () => (await openShared()).all, { describe, it });
testDataset('NDSB train, 1 channel', async () => (await openShared(1)).train, { describe, it });
testDataset('NDSB validation', async () => (await openShared()).test, { describe, it });

it('the classes have the order of the submission header', () => {
  // The header of Kaggle's sample submission, as in mxnet's example/kaggle-ndsb1/gen_img_list.py.
  expect(ndsbClasses).toHaveLength(121);
  expect(new Set(ndsbClasses).size).toBe(121);
  expect([0, 1, 2, 3, 49, 56, 95, 96, 110, 117, 120].map((label) => ndsbClasses[label])).toEqual([
    'acantharia_protist_big_center',
    'acantharia_protist_halo',
    'acantharia_protist',
    'amphipods',
    'fecal_pellet',
    'heteropod',
    'shrimp-like_other',
    'siphonophore_calycophoran_abylidae',
    'trichodesmium_puff',
    'tunicate_salp',
    'unknown_unclassified',
  ]);
});

it('the description is that of the dataset', async () => {
  expect(ndsb).toMatchObject({ name: 'ndsb', classes: 121, shape: [80, 80, 3], train: 25_000, test: 5336 });
  vi.stubEnv('RECTIFIED_CACHE', await temporaryFolder());
  const { train, test } = await ndsb.open(shared.data);
  vi.unstubAllEnvs();
  expect([train.name, train.shape, train.size, test.name, test.size]).toEqual([
    'NDSB train',
    [80, 80, 3],
    108,
    'NDSB validation',
    23, // 131 * 5,336 / 30,336
  ]);
});

describe('the images are the same in', () => {
  const opened = async (path: string) => {
    const { all } = await openNdsb(path, { cache: await temporaryFolder(), side: 8, channels: 1 });
    return Array.from(all.files, (file, index) => ({ file, ...all.get(index) }));
  };
  const inFolder = opened(shared.data);
  const ways: Record<string, (folder: string) => Promise<string>> = {
    'a folder of class folders': async () => shared.data,
    'a folder with the folder train': (folder) => write(folder, inTrain(plankton)),
    'a folder of links': async (folder) => {
      await symlink(shared.data, join(folder, 'train'));
      return folder;
    },
    'train.zip': async (folder) => {
      await writeFile(join(folder, 'train.zip'), await zip(inTrain(plankton)));
      return join(folder, 'train.zip');
    },
    'a folder with train.zip and test.zip': async (folder) => {
      await writeFile(join(folder, 'train.zip'), await zip(inTrain(plankton), { compress: false }));
      await writeFile(join(folder, 'test.zip'), await zip({}));
      return folder;
    },
    'a .tar': async (folder) => {
      await writeFile(join(folder, 'a.tar'), await tar(plankton));
      return join(folder, 'a.tar');
    },
    'a .tar of ./': async (folder) => {
      const dotted = Object.fromEntries(
        Object.entries(plankton).map(([path, bytes]) => [`./${path}`, bytes]),
      );
      await writeFile(join(folder, 'a.tar'), await tar(dotted));
      return join(folder, 'a.tar');
    },
    'a .tar.gz': async (folder) => {
      await writeFile(join(folder, 'train.tgz'), gzipSync(await tar(inTrain(plankton))));
      return folder;
    },
    'the archive of all files': async (folder) => {
      const file = join(folder, 'all.zip');
      await writeFile(
        file,
        await zip({
          'sampleSubmission.csv.zip': await zip({ 'sampleSubmission.csv': Buffer.from('image') }),
          'test.zip': await zip({ 'test/1.jpg': Buffer.from('x') }),
          'train.zip': await zip(inTrain(plankton)),
        }),
      );
      return file;
    },
    'a folder with the archive of all files': async (folder) => {
      const inner = { 'datasciencebowl/train.tar.gz': gzipSync(await tar(inTrain(plankton))) };
      await writeFile(join(folder, 'datasciencebowl.zip'), await zip(inner));
      return folder;
    },
    'an archive with the folders train and test': async (folder) => {
      await writeFile(
        join(folder, 'a.zip'),
        await zip({ ...inTrain(plankton), 'test/1.jpg': Buffer.from('x') }),
      );
      return join(folder, 'a.zip');
    },
    'a folder with an empty folder train, and train.zip': async (folder) => {
      await mkdir(join(folder, 'train/amphipods'), { recursive: true });
      await writeFile(join(folder, 'train/.DS_Store'), 'x');
      await writeFile(join(folder, 'train.zip'), await zip(inTrain(plankton)));
      return folder;
    },
    'a folder with an empty train.zip, and train.tar': async (folder) => {
      await writeFile(join(folder, 'train.zip'), '');
      await writeFile(join(folder, 'train.tar'), await tar(inTrain(plankton)));
      return folder;
    },
    // Made from `write(folder, inTrain(plankton))` with GNU tar and `xz -9e`.
    'a .tar.xz': async () => join(import.meta.dirname, 'fixtures/train.tar.xz'),
  };
  it.each(Object.keys(ways))('%s', async (way) => {
    expect(await opened(await ways[way]!(await temporaryFolder()))).toEqual(await inFolder);
  });

  it('which are those that were written', async () => {
    const images = await inFolder;
    expect(images.map(({ file }) => file).toSorted()).toEqual(Object.keys(plankton).toSorted());
    expect(images.slice(6, 8).map(({ file }) => file)).toEqual(['amphipods/30.jpg', 'amphipods/31.jpg']);
    for (const [index, { label, name, pixels }] of images.entries()) {
      const wanted = index < 20 ? index >> 1 : index - 10;
      expect([label, name]).toEqual([wanted, ndsbClasses[wanted]]);
      const expected = levelOf(label, index < 20 ? index % 2 : 0);
      for (const level of pixels) expect(Math.abs(level - expected)).toBeLessThanOrEqual(1); // the rounding of JPEG
    }
  });

  it('whatever systems and programs leave beside them', async () => {
    const { data } = await folders();
    const clutter = [
      '.DS_Store',
      '.complete',
      '__MACOSX/amphipods/30.jpg',
      'amphipods/Thumbs.db',
      'desktop.ini',
      'Desktop.ini',
      'amphipods/thumbs.db',
      'amphipods/THUMBS.DB',
      'amphipods/._30.jpg',
      '__macosx/amphipods/._30.jpg',
      'amphipods/.ds_store',
      '$RECYCLE.BIN/desktop.ini',
      'System Volume Information/x',
    ];
    await write(data, Object.fromEntries(clutter.map((path) => [path, Buffer.from('x')])));
    expect(await opened(data)).toEqual(await inFolder);
  });
});

describe('decoding', () => {
  /** The image as it is after decoding. */
  async function decoded(image: Sharp, channels: 1 | 3 = 1) {
    const { data, cache } = await folders({ '1.png': await image.png().toBuffer() });
    return (await openNdsbTest(data, { cache, channels })).get(0);
  }
  const levels = Uint8Array.from({ length: 6400 }, (_, i) => (7 * i + (i >> 6)) % 256);
  const raw = (width: number, height: number) => ({ raw: { width, height, channels: 1 as const } });

  it('keeps every byte of an image of the right size', async () => {
    const image = await decoded(sharp(levels, raw(80, 80)).toColourspace('b-w'));
    expect(image.shape).toEqual([80, 80, 1]);
    expect(image.pixels).toEqual(levels);
  });

  it('gives three equal channels', async () => {
    const { pixels, shape } = await decoded(sharp(levels, raw(80, 80)), 3);
    expect(shape).toEqual([80, 80, 3]);
    expect(pixels).toEqual(Uint8Array.from({ length: 19_200 }, (_, i) => levels[Math.floor(i / 3)]!));
  });

  it('takes gray that is written as red, green and blue', async () => {
    const rgb = Uint8Array.from({ length: 19_200 }, (_, i) => levels[Math.floor(i / 3)]!);
    const { pixels } = await decoded(sharp(rgb, { raw: { width: 80, height: 80, channels: 3 } }));
    expect(pixels).toEqual(levels);
  });

  it('stretches without regard to the aspect ratio, to the edges', async () => {
    // Left half black, right half white; 12 x 40 grows to the right and 200 x 300 shrinks both ways.
    for (const [width, height] of [
      [12, 40],
      [200, 300],
    ] as const) {
      const halves = Uint8Array.from({ length: width * height }, (_, i) => (i % width < width / 2 ? 0 : 255));
      const { pixels } = await decoded(sharp(halves, raw(width, height)));
      for (const row of [0, 40, 79])
        for (const column of [0, 20, 30, 50, 60, 79])
          expect(pixels[80 * row + column], `${row}, ${column}`).toBe(column < 40 ? 0 : 255);
    }
  });

  it('shrinks with all pixels of the image, not with some of them', async () => {
    // Columns alternate between 0 and 254: their mean is 127. Skipping pixels or shrinking in the decoder would show.
    const columns = Uint8Array.from({ length: 640 * 640 }, (_, i) => (i % 2 === 0 ? 0 : 254));
    const { pixels } = await decoded(sharp(columns, raw(640, 640)));
    expect(Math.abs(pixels[40 * 80 + 40]! - 127)).toBeLessThanOrEqual(1);
  });

  it('leaves sharp as many threads as it had', async () => {
    const before = sharp.concurrency();
    sharp.concurrency(3);
    const decoding = [1, 2, 3].map(() => decoded(sharp(levels, raw(80, 80))));
    for (const one of decoding) await one;
    expect(sharp.concurrency()).toBe(3);
    sharp.concurrency(before);
  });
});

const few = { '1.jpg': await jpeg(10), '2.jpg': await jpeg(20), 'b/3.jpg': await jpeg(30) };

describe('the cache', () => {
  /** Opens, and says how many images were decoded. */
  async function open({ data, cache }: { data: string; cache: string }, side = 8) {
    const onProgress = vi.fn();
    const notes: string[] = [];
    const onNote = (text: string) => notes.push(text);
    const images = await openNdsbTest(data, { cache, side, channels: 1, onProgress, onNote });
    return { images, decoded: onProgress.mock.calls.length, notes };
  }

  it('of an older version is made again without a word', async () => {
    const place = await folders(few);
    await open(place);
    const file = join(place.cache, (await readdir(place.cache))[0]!);
    const whole = await readFile(file);
    await writeFile(file, whole.fill('1', whole.length - 1));
    expect(await open(place)).toMatchObject({ decoded: 3, notes: [] });
  });

  it('is made again for an image of the same size and time', async () => {
    const place = await folders(few);
    const image = join(place.data, '1.jpg');
    const { images } = await open(place);
    const { atime, mtime } = await stat(image);
    const other = await jpeg(30);
    expect(other).toHaveLength(few['1.jpg'].length);
    await writeFile(image, other);
    await utimes(image, atime, mtime);
    const again = await open(place);
    expect(again.decoded).toBe(3);
    expect(again.images.fingerprint).not.toBe(images.fingerprint);
  });

  it('is made once, and is one file', async () => {
    const place = await folders(few);
    expect((await open(place)).decoded).toBe(3);
    expect((await open(place)).decoded).toBe(0);
    const names = await readdir(place.cache);
    expect(names).toEqual([expect.stringMatching(/^test-8-[0-9a-f]{16}\.pixels$/)]);
    expect((await open(place, 9)).decoded).toBe(3);
    expect((await open(place)).decoded).toBe(0);
  });

  it('is made again when an image is added, removed, renamed, changed or touched', async () => {
    const place = await folders(few);
    const image = join(place.data, '1.jpg');
    await open(place);
    await writeFile(join(place.data, 'b/new.jpg'), few['1.jpg']);
    expect(await open(place)).toMatchObject({ decoded: 4, images: { size: 4 } });
    await rm(join(place.data, 'b/new.jpg'));
    expect((await open(place)).decoded).toBe(3);
    await rename(image, join(place.data, '0.jpg'));
    expect((await open(place)).decoded).toBe(3);
    await rename(join(place.data, '0.jpg'), image);
    await writeFile(image, await jpeg(0, 100, 100));
    const { decoded, images } = await open(place);
    expect([decoded, images.get(0).pixels[0]]).toEqual([3, 0]);
    await utimes(image, new Date(), new Date('2015-03-16'));
    expect((await open(place)).decoded).toBe(3);
    expect((await open(place)).decoded).toBe(0);
    expect(await readdir(place.cache)).toHaveLength(1);
  });

  it('is made again when an archive has changed', async () => {
    const { cache } = await folders({});
    const archive = { data: join(cache, '../test.zip'), cache };
    await writeFile(archive.data, await zip(few));
    expect((await open(archive)).decoded).toBe(3);
    expect((await open(archive)).decoded).toBe(0);
    await writeFile(archive.data, await zip({ ...few, 'x.jpg': few['1.jpg'] }));
    expect((await open(archive)).decoded).toBe(4);
  });

  it('is made again when it is no cache, or not whole', async () => {
    const place = await folders(few);
    const { images } = await open(place);
    const file = join(place.cache, (await readdir(place.cache))[0]!);
    const whole = await readFile(file);
    for (const damage of [
      () => truncate(file, whole.length - 1),
      () => truncate(file, 5),
      () => truncate(file, 0),
      () => writeFile(file, Buffer.concat([whole.subarray(0, 10), whole.subarray(74)])),
      () => writeFile(file, Buffer.alloc(whole.length)),
      () => writeFile(file, Buffer.concat([Buffer.alloc(999), whole.subarray(-16)])),
      // Pixels that are black, or inverted; one bit; another name, which is another class.
      () => writeFile(file, Buffer.concat([Buffer.alloc(192), whole.subarray(192)])),
      () =>
        writeFile(
          file,
          whole.map((byte, at) => (at < 192 ? 255 - byte : byte)),
        ),
      () =>
        writeFile(
          file,
          whole.map((byte, at) => (at === 100 ? byte ^ 1 : byte)),
        ),
      () => writeFile(file, whole.toString('latin1').replace('"1.jpg"', '"7.jpg"'), 'latin1'),
    ]) {
      await damage();
      const again = await open(place);
      expect(again.decoded).toBe(3);
      expect(again.images.batch([0, 1, 2])).toEqual(images.batch([0, 1, 2]));
      expect(again.notes).toEqual([
        expect.stringMatching(
          /test-8-.*\.pixels: the cache of decoded images is damaged \(.+\) and will be rebuilt$/,
        ),
      ]);
      expect(await readFile(file)).toHaveLength(whole.length);
    }
    await truncate(file, 0);
    expect(images.get(0).pixels).toHaveLength(64); // of the file that was there when it was opened
  });

  it('whose name a folder has is an error that says to remove that', async () => {
    const place = await folders(few);
    await open(place);
    const file = join(place.cache, (await readdir(place.cache))[0]!);
    await rm(file);
    await mkdir(file);
    await expect(open(place)).rejects.toThrow(
      /it is a folder, not a file\. The file is the cache of decoded images, 64 bytes per image\. Choose another path, or remove the folder\. RECTIFIED_CACHE/,
    );
  });

  it('that is cut off in use is an error, not wrong pixels', async () => {
    const place = await folders(few);
    const { images } = await open(place);
    await truncate(join(place.cache, (await readdir(place.cache))[0]!), 30);
    expect(() => images.get(0)).toThrow('the cache was cut off while it was in use');
  });

  it('may be replaced while a dataset reads it', async () => {
    const place = await folders(few);
    const before = await open(place);
    const image = before.images.get(0);
    await writeFile(join(place.data, '1.jpg'), await jpeg(200, 20, 20));
    const after = await open(place);
    expect(after.images.get(0).pixels).not.toEqual(image.pixels);
    expect(before.images.get(0)).toEqual(image);
  });

  it('may be made several times at once', async () => {
    const place = await folders(few);
    const all = await Promise.all([1, 2, 3].map(() => open(place)));
    expect(all.map(({ decoded }) => decoded)).toEqual([3, 3, 3]);
    for (const { images } of all) expect(images.batch([0, 1, 2])).toEqual(all[0]!.images.batch([0, 1, 2]));
    expect(await readdir(place.cache)).toHaveLength(1);
  });

  it.each([1, 7])('does not depend on how many images are decoded at a time (%d)', async (concurrency) => {
    const place = await folders();
    const { all } = await openNdsb(place.data, { cache: place.cache, side: 10, concurrency });
    const expected = (await openShared()).all;
    const every = expected.files.map((_, index) => index);
    expect(all.files).toEqual(expected.files);
    expect(all.batch(every)).toEqual(expected.batch(every));
  });

  it('is in the usual folder of caches unless another is named', async () => {
    const { data } = await folders(few);
    const home = await temporaryFolder();
    try {
      vi.stubEnv('RECTIFIED_CACHE', '');
      vi.stubEnv('XDG_CACHE_HOME', join(home, 'xdg'));
      await openNdsbTest(data, { side: 2 });
      vi.stubEnv('RECTIFIED_CACHE', join(home, 'own'));
      await openNdsbTest(data, { side: 2 });
    } finally {
      vi.unstubAllEnvs();
    }
    expect(await readdir(join(home, 'xdg/rectified/ndsb'))).toEqual(await readdir(join(home, 'own/ndsb')));
  });

  it('tells how far it is, where it is known how far it is to go', async () => {
    const { data, cache } = await folders(few);
    const seen: unknown[] = [];
    await openNdsbTest(data, { cache, side: 2, onProgress: (progress) => seen.push(progress) });
    expect(seen.at(0)).toEqual({ done: 1, total: 3 });
    expect(seen.at(-1)).toEqual({ done: 3, total: 3 });
  });

  it.each([{ side: 0 }, { side: 1.5 }, { concurrency: 0 }])('refuses %o', async (options) => {
    await expect(openNdsb(shared.data, { cache: shared.cache, ...options })).rejects.toThrow(
      /bad (side|concurrency): expected an integer of at least 1/,
    );
  });
});

describe('images without labels', () => {
  const some = { 'test/10.jpg': plankton['amphipods/30.jpg']!, 'test/9.jpg': plankton['amphipods/31.jpg']! };

  it('are opened, sorted by name', async () => {
    const { data, cache } = await folders({ ...some, ...inTrain(plankton) });
    const images = await openNdsbTest(data, { cache, side: 8 });
    expect(images).toMatchObject({
      name: 'NDSB test',
      size: 2,
      shape: [8, 8, 3],
      files: ['10.jpg', '9.jpg'],
    });
    const { pixels, shape, file } = images.get(1);
    expect([file, shape, pixels.length]).toEqual(['9.jpg', [8, 8, 3], 192]);
    expect(Math.abs(pixels[0]! - levelOf(3, 1))).toBeLessThanOrEqual(1);
    const batch = images.batch([1, 0, 1]);
    expect(batch.shape).toEqual([3, 8, 8, 3]);
    expect(batch.pixels.subarray(0, 192)).toEqual(pixels);
    expect(batch.pixels.subarray(192, 384)).toEqual(images.get(0).pixels);
    expect(() => images.get(2)).toThrow(RangeError);
    expect(() => images.batch([-1])).toThrow('NDSB test has no image -1: expected an integer in 0 .. 1');
  });

  it('are opened from an archive and from any folder, apart from the training images', async () => {
    const { data, cache } = await folders(plankton);
    const archive = join(data, '../test.zip');
    await writeFile(archive, await zip(some));
    const options = { cache, side: 8, channels: 1 as const };
    expect((await openNdsbTest(archive, options)).files).toEqual(['10.jpg', '9.jpg']);
    const images = await openNdsbTest(data, options);
    expect([images.size, images.shape]).toEqual([131, [8, 8, 1]]);
    expect((await openNdsb(data, options)).all.size).toBe(131);
    expect(await readdir(cache)).toHaveLength(3);
  });

  it('have names of their own, and are not looked for among the training images', async () => {
    const { data, cache } = await folders({ 'a/1.jpg': some['test/9.jpg'], 'b/1.jpg': some['test/9.jpg'] });
    await expect(openNdsbTest(data, { cache })).rejects.toThrow('b/1.jpg: another image has the same name');
    await mkdir(join(data, 'train'));
    await expect(openNdsbTest(data, { cache })).rejects.toThrow(DatasetError);
    await expect(openNdsbTest(data, { cache })).rejects.toThrow(
      /the test images are not in this folder: expected test or test.zip, got a, b, train/,
    );
  });
});
