import { createHash } from 'node:crypto';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type NdsbDataset,
  type NdsbSplit,
  ndsbClasses,
  openNdsb,
  readNdsbSplit,
  splitNdsb,
  writeNdsbSplit,
} from '../src/index.js';
import { plankton, temporaryFolder, write } from './fixtures.js';

/** As many images as the competition has, class sizes from 9 up, without pixels. */
const files = Array.from({ length: 30_336 }, (_, i) => {
  const label = i < 121 * 9 ? i % 121 : Math.floor(121 * ((i * 0.618034) % 1) ** 2);
  return `${ndsbClasses[label]}/${i}.jpg`;
});
const images = { name: 'NDSB', files, classes: ndsbClasses, shape: [80, 80, 3] } as unknown as NdsbDataset;
const classOf = (file: string) => file.split('/')[0]!;
const counts = (part: readonly string[]) => {
  const found = new Map<string, number>();
  for (const file of part) found.set(classOf(file), (found.get(classOf(file)) ?? 0) + 1);
  return found;
};
const hash = ({ train, validation }: NdsbSplit) =>
  createHash('sha256')
    .update([...train, '', ...validation].join('\n'))
    .digest('hex');

describe('the split of the 30,336 images', () => {
  it('has the sizes of the paper, and every image once', () => {
    for (const stratified of [false, true]) {
      const { train, validation } = splitNdsb(images, { seed: 1, stratified });
      expect([train.length, validation.length]).toEqual([25_000, 5336]);
      expect([...train, ...validation].toSorted()).toEqual(files.toSorted());
    }
  });

  it('refuses an option that is misspelled', async () => {
    expect(() => splitNdsb(images, { sed: 1 } as object)).toThrow('Did you mean "seed"?');
    await expect(openNdsb('none', { chanels: 1 } as object)).rejects.toThrow('Did you mean "channels"?');
  });

  it('is the same for the same seed, and another for another', () => {
    expect(hash(splitNdsb(images))).toBe(hash(splitNdsb(images, { seed: 0, stratified: false })));
    const hashes = [0, 1, 2].flatMap((seed) =>
      [false, true].map((stratified) => hash(splitNdsb(images, { seed, stratified }))),
    );
    expect(new Set(hashes).size).toBe(6);
  });

  it('stays the same from version to version', () => {
    // Hashes of this implementation: a list that somebody has published must not change.
    expect(hash(splitNdsb(images))).toBe('cd2ecf9e45d18e529ca72dc627f155e1c42b49064cf34400e3f16a7411c82851');
    expect(hash(splitNdsb(images, { stratified: true }))).toBe(
      'da5774350f6b8b85cfe32ed91597edf73080ce27402d5021ee3ffe337ef24ecf',
    );
  });

  it('has every class in proportion, where that is asked for', () => {
    const all = counts(files);
    const stratified = counts(splitNdsb(images, { seed: 1, stratified: true }).validation);
    const plain = counts(splitNdsb(images, { seed: 1 }).validation);
    const far = (part: Map<string, number>) =>
      Math.max(...[...all].map(([name, n]) => Math.abs((part.get(name) ?? 0) - (n * 5336) / 30_336)));
    expect(far(stratified)).toBeLessThanOrEqual(1);
    expect(far(plain)).toBeGreaterThan(3);
  });

  it('is in random order, so that the first images are of many classes', () => {
    expect(counts(splitNdsb(images).train.slice(0, 500)).size).toBeGreaterThan(60);
  });
});

it('fewer images are divided in the same proportion', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 300 }), fc.nat(), fc.boolean(), (size, seed, stratified) => {
      const some = { ...images, files: files.slice(0, size) };
      const { train, validation } = splitNdsb(some, { seed: seed >>> 0, stratified });
      expect(new Set([...train, ...validation]).size).toBe(size);
      expect(validation.length).toBe(Math.max(1, Math.round((size * 5336) / 30_336)));
    }),
    { numRuns: 30 },
  );
  expect(() => splitNdsb({ ...images, files: files.slice(0, 1) })).toThrow(
    'too few images to split: expected at least 2, got 1',
  );
});

describe('a list', () => {
  it('is written, read, and used', async () => {
    const folder = await temporaryFolder();
    const data = await write(join(folder, 'data'), plankton);
    const options = { cache: join(folder, 'cache'), side: 4 };
    const first = await openNdsb(data, { ...options, split: { seed: 5, stratified: true } });
    const file = join(folder, 'split.tsv');
    await writeNdsbSplit(file, { train: first.train.files, validation: first.test.files });
    const lines = (await readFile(file, 'utf8')).split('\n');
    expect([lines[0], lines[131]]).toEqual([`train\t${first.train.files[0]}`, '']);
    const split = await readNdsbSplit(file);
    const second = await openNdsb(data, { ...options, split });
    expect(second.train.files).toEqual(first.train.files);
    expect(second.test.files).toEqual(first.test.files);
    expect(second.test.get(3)).toEqual(first.test.get(3));
    expect((await openNdsb(data, options)).test.files).not.toEqual(first.test.files);
  });

  it('may name fewer images, and faulty ones that are skipped, but no others and none twice', async () => {
    const folder = await temporaryFolder();
    const data = await write(join(folder, 'data'), { ...plankton, 'amphipods/bad.jpg': Buffer.from('x') });
    const open = (split: NdsbSplit) =>
      openNdsb(data, { cache: join(folder, 'cache'), side: 4, skipBad: true, split });
    const { train, test } = await open({
      train: ['heteropod/560.jpg', 'amphipods/bad.jpg', 'amphipods/31.jpg'],
      validation: ['amphipods/30.jpg'],
    });
    expect([train.files, test.files]).toEqual([
      ['heteropod/560.jpg', 'amphipods/31.jpg'],
      ['amphipods/30.jpg'],
    ]);
    await expect(open({ train: ['amphipods/no.jpg'], validation: [] })).rejects.toThrow(
      /the split does not match the images.*got 1 missing \(amphipods\/no.jpg\)/,
    );
    await expect(open({ train: ['amphipods/30.jpg'], validation: ['amphipods/30.jpg'] })).rejects.toThrow(
      'got "amphipods/30.jpg" twice in the split',
    );
  });

  it.each([
    [
      'train amphipods/30.jpg',
      2,
      'a tab, and the image, such as amphipods/10494.jpg, got "train amphipods/30.jpg"',
    ],
    ['test\tamphipods/30.jpg', 2, 'got "test\\tamphipods/30.jpg"'],
    ['train\t', 2, 'not a line of a split'],
    ['train\ta/1.jpg\t3', 2, 'not a line of a split'],
  ])('with the line %j is refused', async (line, number, message) => {
    const file = join(await temporaryFolder(), 'split.tsv');
    await writeFile(file, `\ufefftrain\tamphipods/30.jpg\r\n${line}\n`);
    await expect(readNdsbSplit(file)).rejects.toThrow(`${file}:${number}: `);
    await expect(readNdsbSplit(file)).rejects.toThrow(message);
  });

  it('keeps what is in neither part, and checksums', async () => {
    const file = join(await temporaryFolder(), 'split.tsv');
    const split = {
      train: ['amphipods/30.jpg'],
      validation: ['amphipods/31.jpg'],
      unused: ['heteropod/560.jpg'],
      checksums: new Map([
        ['amphipods/30.jpg', 0xabc],
        ['heteropod/560.jpg', 0xffffffff],
      ]),
    };
    await writeNdsbSplit(file, split);
    expect(await readFile(file, 'utf8')).toBe(
      'train\tamphipods/30.jpg\t00000abc\nvalidation\tamphipods/31.jpg\nunused\theteropod/560.jpg\tffffffff\n',
    );
    expect(await readNdsbSplit(file)).toEqual(split);
  });

  it.each([
    ['train\ta/1.jpg\nvalidation\ta/2.jpg\nunused\ta/1.jpg\n', ':3: twice in the split'],
    [
      'train\ta/1.jpg\n',
      'no validation images in the split: expected images of both parts, got 1 for training',
    ],
    ['', 'no train images in the split'],
  ])('such as %j is refused', async (text, message) => {
    const file = join(await temporaryFolder(), 'split.tsv');
    await writeFile(file, text);
    await expect(readNdsbSplit(file)).rejects.toThrow(message);
  });

  it('that is not there is an error that says so', async () => {
    await expect(readNdsbSplit('no-such-list')).rejects.toThrow(
      /^no-such-list: the split cannot be read: got ENOENT/,
    );
  });
});

describe('a list of images that have changed since', () => {
  /** Opens the images as they are after `change`, with the split that they had before. */
  async function opened(change: (data: string) => Promise<unknown>, exact: boolean) {
    const folder = await temporaryFolder();
    const data = await write(join(folder, 'data'), plankton);
    const options = { cache: join(folder, 'cache'), side: 4 };
    const file = join(folder, 'split.tsv');
    const before = await openNdsb(data, options);
    await writeNdsbSplit(file, before.split);
    await change(data);
    const opening = openNdsb(data, { ...options, exact, split: await readNdsbSplit(file) });
    return { before, after: await opening.catch((error: Error) => error.message) };
  }

  it.each([true, false])('fits where nothing has (exact: %s)', async (exact) => {
    const { before, after } = await opened(async () => {}, exact);
    if (typeof after === 'string') expect.fail(after);
    expect(after.train.files).toEqual(before.train.files);
    expect(after.test.files).toEqual(before.test.files);
    expect(after.train.fingerprint).toBe(before.train.fingerprint);
    expect(after.split).toEqual(before.split);
  });

  it.each([true, false])(
    'does not fit where one is gone, another one, or of another class (exact: %s)',
    async (exact) => {
      const { after: message } = await opened(async (data) => {
        await rm(join(data, 'amphipods/30.jpg'));
        await writeFile(join(data, 'amphipods/31.jpg'), plankton['heteropod/560.jpg']!);
        await rename(join(data, 'acantharia_protist/20.jpg'), join(data, 'heteropod/20.jpg'));
      }, exact);
      expect(message).toMatch(/the split does not match the images.*got 1 missing \(amphipods\/30.jpg\), /);
      expect(message).toContain('1 changed (amphipods/31.jpg), ');
      expect(message).toContain('1 moved (acantharia_protist/20.jpg, now heteropod/20.jpg)');
    },
  );

  it('fits where one more is there, which is in neither part, unless it must fit exactly', async () => {
    const add = (data: string) => writeFile(join(data, 'amphipods/new.jpg'), plankton['amphipods/30.jpg']!);
    const { before, after } = await opened(add, false);
    if (typeof after === 'string') expect.fail(after);
    expect(after.train.files).toEqual(before.train.files);
    expect(after.test.files).toEqual(before.test.files);
    expect(after.split.unused).toEqual(['amphipods/new.jpg']);
    // Views of the same images: what lies beside them is none of theirs.
    expect(after.test.fingerprint).toBe(before.test.fingerprint);
    expect(after.all.fingerprint).not.toBe(before.all.fingerprint);
    expect((await opened(add, true)).after).toContain('got 1 new (amphipods/new.jpg)');
  });
});
