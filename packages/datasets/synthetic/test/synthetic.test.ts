import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { cifar100CoarseClasses, cifar100FineClasses, openCifar10, openCifar100 } from '@rectified/cifar';
import { take } from '@rectified/dataset';
import { testDataset } from '@rectified/dataset/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { writeSyntheticCifar10, writeSyntheticCifar100 } from '../src/index.js';
import { colorAndTexture, meanColor, nearestMeanError, pixelsThemselves } from './nearest-mean.js';

const root = await mkdtemp(join(tmpdir(), 'synthetic-'));
afterAll(() => rm(root, { recursive: true }));
let folders = 0;
const fresh = () => join(root, `${folders++}`, 'data');

const ten = await writeSyntheticCifar10(fresh(), { train: 200, test: 60, seed: 1 });
const hundred = await writeSyntheticCifar100(fresh(), { train: 300, test: 50, seed: 1 });
const md5 = async (folder: string, file: string) =>
  createHash('md5')
    .update(await readFile(join(folder, file)))
    .digest('hex');

testDataset('generated CIFAR-10 train', async () => (await openCifar10(ten)).train, { describe, it });
testDataset('generated CIFAR-10 test', async () => (await openCifar10(ten)).test, { describe, it });
testDataset('generated CIFAR-100', async () => (await openCifar100(hundred)).train, { describe, it });
testDataset(
  'generated CIFAR-100, coarse',
  async () => (await openCifar100(hundred, { labels: 'coarse' })).test,
  {
    describe,
    it,
  },
);
testDataset('the first generated images', async () => take((await openCifar10(ten)).train, 50), {
  describe,
  it,
});

describe('the files', () => {
  it('are those of CIFAR-10', async () => {
    expect((await readdir(ten)).sort()).toEqual([
      'batches.meta.txt',
      'data_batch_1.bin',
      'data_batch_2.bin',
      'data_batch_3.bin',
      'data_batch_4.bin',
      'data_batch_5.bin',
      'seal.json',
      'synthetic.json',
      'test_batch.bin',
    ]);
    expect((await stat(join(ten, 'data_batch_5.bin'))).size).toBe(40 * 3073);
    expect((await stat(join(ten, 'test_batch.bin'))).size).toBe(60 * 3073);
    const { train } = await openCifar10(ten);
    expect(train.classes).toContain('red stripes');
  });

  it('are those of CIFAR-100', async () => {
    expect((await readdir(hundred)).sort()).toEqual([
      'coarse_label_names.txt',
      'fine_label_names.txt',
      'seal.json',
      'synthetic.json',
      'test.bin',
      'train.bin',
    ]);
    expect((await stat(join(hundred, 'train.bin'))).size).toBe(300 * 3074);
    expect((await openCifar100(hundred)).train.classes).toContain('tiny red stripes');
    expect((await openCifar100(hundred, { labels: 'coarse' })).test.classes).toContain('red stripes');
  });

  it('say that they are generated', async () => {
    expect(JSON.parse(await readFile(join(ten, 'synthetic.json'), 'utf8'))).toEqual({
      what: 'generated images in the format of CIFAR-10',
      generator: 1,
      train: 200,
      test: 60,
      seed: 1,
      noise: 0.5,
    });
  });

  it('have every class equally often', async () => {
    const { train, test } = await openCifar10(ten);
    for (const part of [train, test]) {
      const counts = new Array(10).fill(0);
      for (let i = 0; i < part.size; i++) counts[part.get(i).label]++;
      expect(counts).toEqual(new Array(10).fill(part.size / 10));
    }
  });

  it('have the superclasses of CIFAR-100', async () => {
    const fine = (await openCifar100(hundred)).train;
    const coarse = (await openCifar100(hundred, { labels: 'coarse' })).train;
    const members = new Map<string, Set<string>>();
    for (let i = 0; i < fine.size; i++) {
      const name = cifar100CoarseClasses[coarse.get(i).label]!;
      members.set(name, (members.get(name) ?? new Set()).add(cifar100FineClasses[fine.get(i).label]!));
      expect(fine.get(i).name).toContain(coarse.get(i).name);
    }
    // From the table on https://www.cs.toronto.edu/~kriz/cifar.html.
    expect([...members.get('aquatic_mammals')!].sort()).toEqual([
      'beaver',
      'dolphin',
      'otter',
      'seal',
      'whale',
    ]);
    expect([...members.get('trees')!].sort()).toEqual([
      'maple_tree',
      'oak_tree',
      'palm_tree',
      'pine_tree',
      'willow_tree',
    ]);
    expect([...members.get('vehicles_2')!].sort()).toEqual([
      'lawn_mower',
      'rocket',
      'streetcar',
      'tank',
      'tractor',
    ]);
    for (const names of members.values()) expect(names.size).toBe(5);
    expect(members.size).toBe(20);
  });
});

describe('an image', () => {
  it('is the same bytes for ever', async () => {
    // Where this fails with good reason, count GENERATOR of write-synthetic.ts on, so that files are made again.
    expect(await md5(ten, 'data_batch_1.bin')).toBe('bcc6180cb54115dd0a8eecb1f851ab7d');
    expect(await md5(hundred, 'test.bin')).toBe('4a13e0a9d060b7b77215d1c1952cd809');
  });

  it('depends on seed, part and index alone', async () => {
    const more = await writeSyntheticCifar10(fresh(), { train: 1500, test: 1100, seed: 1 });
    const other = await writeSyntheticCifar10(fresh(), { train: 200, test: 60, seed: 2 });
    const [few, many, others] = await Promise.all(
      [ten, more, other].map(async (folder) => {
        const { train, test } = await openCifar10(folder);
        return [train, test].map((part) =>
          Array.from({ length: part.size }, (_, i) => {
            const { pixels, label } = part.get(i);
            return `${label} ${Buffer.from(pixels).toString('latin1')}`;
          }),
        );
      }),
    );
    expect(many![0]!.slice(0, 200)).toEqual(few![0]);
    expect(many![1]!.slice(0, 60)).toEqual(few![1]);
    expect(new Set([...many!.flat(), ...others!.flat()]).size).toBe(1500 + 1100 + 200 + 60);
  });
});

describe('learning', () => {
  const errors = async (noise: number) => {
    const folder = await writeSyntheticCifar10(fresh(), { train: 500, test: 250, seed: 3, noise });
    const { train, test } = await openCifar10(folder);
    return [pixelsThemselves, meanColor, colorAndTexture].map((features) =>
      nearestMeanError(train, test, features),
    );
  };

  it('takes more than color, and is neither hopeless nor trivial', async () => {
    const [pixels, color, both] = await errors(0.5);
    expect(color).toBeGreaterThan(0.35);
    expect(color).toBeLessThan(0.7);
    expect(pixels).toBeGreaterThan(0.35);
    expect(both).toBeLessThan(Math.min(color!, pixels!) - 0.2);
    expect(both).toBeGreaterThan(0.02);
  });

  it('is easy without noise and hard with all of it', async () => {
    expect((await errors(0))[2]).toBeLessThan(0.02);
    const [, , both] = await errors(1);
    expect(both).toBeGreaterThan(0.4);
    expect(both).toBeLessThan(0.8);
  });
});

describe('writing', () => {
  const options = { train: 20, test: 10, seed: 1 };
  const batch = (folder: string) => stat(join(folder, 'data_batch_1.bin'), { bigint: true });

  it('happens once', async () => {
    const folder = fresh();
    expect(await writeSyntheticCifar10(folder, options)).toBe(folder);
    const { mtimeNs } = await batch(folder);
    expect(await writeSyntheticCifar10(folder, { ...options, noise: 0.5 })).toBe(folder);
    expect((await batch(folder)).mtimeNs).toBe(mtimeNs);
  });

  it('happens again for other options', async () => {
    const folder = await writeSyntheticCifar10(fresh(), options);
    const before = await md5(folder, 'data_batch_1.bin');
    await writeSyntheticCifar10(folder, { ...options, noise: 0.6 });
    expect(await md5(folder, 'data_batch_1.bin')).not.toBe(before);
    await writeSyntheticCifar10(folder, options);
    expect(await md5(folder, 'data_batch_1.bin')).toBe(before);
    expect(await readdir(dirname(folder))).toEqual(['data']);
  });

  it('may happen several times at once, also over earlier files', async () => {
    const folder = fresh();
    for (const seed of [1, 2]) {
      await Promise.all([1, 2, 3].map(() => writeSyntheticCifar10(`${folder}/`, { ...options, seed })));
      expect((await openCifar10(folder)).train.size).toBe(20);
      expect(await readdir(dirname(folder))).toEqual(['data']);
    }
  });

  it.each(['data_batch_3.bin', 'test_batch.bin', 'batches.meta.txt', 'synthetic.json', 'seal.json'])(
    'repairs a damaged %s, which does not open',
    async (name) => {
      const folder = await writeSyntheticCifar10(fresh(), options);
      const before = await md5(folder, name);
      const { train } = await openCifar10(folder);
      const file = join(folder, name);
      const bytes = await readFile(file);
      bytes[bytes.length >> 1]! ^= 1;
      await writeFile(file, bytes);
      await expect(openCifar10(folder)).rejects.toThrow(/fetch synthetic-cifar10/);
      await writeSyntheticCifar10(folder, options);
      expect(await md5(folder, name)).toBe(before);
      expect((await openCifar10(folder)).train.fingerprint).toBe(train.fingerprint);
    },
  );

  it('writes again what an older version wrote without a seal', async () => {
    const folder = await writeSyntheticCifar10(fresh(), options);
    await rm(join(folder, 'seal.json'));
    await expect(openCifar10(folder)).rejects.toThrow('generated images without their seal');
    await writeSyntheticCifar10(folder, options);
    expect((await openCifar10(folder)).train.size).toBe(20);
  });

  it('leaves real data alone, and the other format', async () => {
    const folder = await writeSyntheticCifar10(fresh(), options);
    await expect(writeSyntheticCifar100(folder, options)).rejects.toThrow(
      'the folder contains something else',
    );
    const other = await writeSyntheticCifar100(fresh(), options);
    await expect(writeSyntheticCifar10(other, options)).rejects.toThrow('the folder contains something else');
    await writeFile(join(folder, 'mine.txt'), 'x');
    await expect(writeSyntheticCifar10(folder, options)).rejects.toThrow('got mine.txt.');
    await rm(join(folder, 'mine.txt'));
    await rm(join(folder, 'synthetic.json'));
    const before = await md5(folder, 'test_batch.bin');
    await expect(writeSyntheticCifar10(folder, { ...options, seed: 2 })).rejects.toThrow(
      `${folder}: the folder contains something else, which would be lost: expected a new or empty folder, or generated images in the format of CIFAR-10, got batches.meta.txt, data_batch_1.bin, `,
    );
    expect(await md5(folder, 'test_batch.bin')).toBe(before);
  });

  it('says where it cannot', async () => {
    const file = join(root, 'file');
    await writeFile(file, '');
    await expect(writeSyntheticCifar10(join(file, 'data'), options)).rejects.toThrow(
      /cannot write to this folder: expected a writable folder, got ENOTDIR.*choose another folder/,
    );
  });

  it.each([
    [
      { train: 21 },
      'train of generated images: expected a multiple of 5 (one part for each file), from 5 on, got 21',
    ],
    [{ train: 0 }, 'train of generated images'],
    [{ test: 1.5 }, 'test of generated images: expected a whole number from 1, got 1.5'],
    [{ seed: -1 }, 'seed of generated images: expected a whole number from 0 to 4294967295, got -1'],
    [{ noise: 1.1 }, 'noise of generated images: expected a number of at least 0 and at most 1, got 1.1'],
    [{ train: '25' as never }, 'train of generated images: expected a multiple of 5'],
    [{ seed: 1.5 }, 'seed of generated images: expected a whole number from 0 to 4294967295, got 1.5'],
    [
      { noise: '0.5' as never },
      'noise of generated images: expected a number of at least 0 and at most 1, got "0.5"',
    ],
    [{ test: undefined as never }, 'test of generated images: expected a whole number from 1, got nothing'],
    [{ noise: Number.NaN }, 'noise of generated images'],
  ])('refuses %o', async (wrong, message) => {
    const folder = fresh();
    await expect(async () => writeSyntheticCifar10(folder, { ...options, ...wrong })).rejects.toThrow(
      message,
    );
    await expect(stat(folder)).rejects.toThrow('ENOENT');
  });
});
