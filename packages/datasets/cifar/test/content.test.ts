import { readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { testDataset } from '@rectified/dataset/testing';
import { SEAL, seal } from '@rectified/system';
import { temporaryFolder } from '@rectified/testing/files';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openCifar10, openCifar100 } from '../src/index.js';
import { openFormat } from '../src/open-format.js';
import { cifar10Files, cifar100Files, small10Format, small100Format, write } from './fixtures.js';

const open10 = (folder: string, options = {}) =>
  openFormat(folder, small10Format, { title: 'CIFAR-10', label: 0, ...options });
const open100 = (folder: string) => openFormat(folder, small100Format, { title: 'CIFAR-100', label: 1 });
const official10 = async () => write(temporaryFolder(onTestFinished), cifar10Files());

async function change(file: string, how: (bytes: Buffer) => unknown): Promise<void> {
  const bytes = await readFile(file);
  how(bytes);
  await writeFile(file, bytes);
}
const pixel = (bytes: Buffer) => (bytes[3073 * 2 + 100]! ^= 1);
const label = (bytes: Buffer) => (bytes[3073 * 2] = (bytes[3073 * 2]! + 1) % 10);
const changed = (file: string, how: (bytes: Buffer) => unknown) => async () => {
  const folder = await official10();
  await change(join(folder, file), how);
  return (await openCifar10(folder)).train;
};

testDataset(
  'CIFAR-10 with a fingerprint',
  async () => (await openCifar10(await official10())).train,
  { describe, it },
  {
    changed: [
      changed('data_batch_1.bin', pixel),
      changed('data_batch_5.bin', pixel),
      changed('data_batch_3.bin', label),
      async () => {
        const names = 'plane automobile bird cat deer dog frog horse ship truck'.split(' ').join('\n');
        return (await openCifar10(await write(await official10(), { 'batches.meta.txt': names }))).train;
      },
      async () => (await openCifar10(await official10())).test,
    ],
  },
);

it('the fingerprints of fine and coarse labels differ', async () => {
  const folder = await write(temporaryFolder(onTestFinished), cifar100Files());
  const fine = await openCifar100(folder);
  const coarse = await openCifar100(folder, { labels: 'coarse' });
  expect(
    new Set([fine.train, fine.test, coarse.train, coarse.test].map((part) => part.fingerprint)).size,
  ).toBe(4);
});

describe('files as large as the official ones', () => {
  it('are opened when they are these, with the official names or none', async () => {
    const folder = await official10();
    expect((await open10(folder)).train.size).toBe(20);
    await write(folder, { 'batches.meta.txt': `${small10Format.names[0]!.classes.join('\n')}\n\n` });
    expect((await open10(folder)).train.classes).toEqual(small10Format.names[0]!.classes);
  });

  it.each([
    ['a pixel', 'data_batch_2.bin', pixel],
    ['a label', 'test_batch.bin', label],
    [
      'inverted pixels',
      'data_batch_1.bin',
      (bytes: Buffer) => bytes.set(bytes.map((byte, at) => (at % 3073 ? 255 - byte : byte))),
    ],
    ['zeros', 'test_batch.bin', (bytes: Buffer) => bytes.fill(0)],
  ])('are refused with %s changed', async (_, file, how) => {
    const folder = await official10();
    await change(join(folder, file), how);
    const opening = open10(folder);
    await expect(opening).rejects.toThrow(
      `${join(folder, file)}: same size as the official file of CIFAR-10, but different content`,
    );
    await expect(opening).rejects.toThrow('npx @rectified/cli datasets fetch cifar10 --to');
    expect((await open10(folder, { check: false })).test.size).toBe(6);
  });

  it('are refused all changed', async () => {
    const folder = await official10();
    for (const file of Object.keys(cifar10Files())) await change(join(folder, file), pixel);
    await expect(open10(folder)).rejects.toThrow('different content');
  });

  it('are refused with other class names', async () => {
    const folder = await official10();
    const names = [...small10Format.names[0]!.classes].reverse();
    await write(folder, { 'batches.meta.txt': names.join('\n') });
    await expect(open10(folder)).rejects.toThrow(
      'batches.meta.txt: class names do not match the official images of CIFAR-10: expected airplane, got truck',
    );
  });

  it('are opened changed when they are sealed, until they are changed again', async () => {
    const folder = await official10();
    await change(join(folder, 'data_batch_2.bin'), label);
    await seal(folder);
    expect((await open10(folder)).train.size).toBe(20);
    await change(join(folder, 'test_batch.bin'), pixel);
    await expect(open10(folder)).rejects.toThrow(
      /test_batch\.bin: changed since it was sealed: .* got a file that differs from what was written.*npx @rectified\/cli datasets seal/,
    );
    await seal(folder);
    await writeFile(join(folder, SEAL), 'x');
    await expect(open10(folder)).rejects.toThrow('a file that cannot be read');
  });
});

describe('a file shortened by whole records', () => {
  it.each(['test_batch.bin'])('is noticed: %s of CIFAR-10', async (file) => {
    const folder = await official10();
    await truncate(join(folder, file), 3 * 3073);
    await expect(open10(folder)).rejects.toThrow(
      `${join(folder, file)}: not the official file, although others in the folder are: expected 6 records, got 3 records`,
    );
  });

  it('is noticed: all training files of CIFAR-10', async () => {
    const folder = await official10();
    for (const file of small10Format.train) await truncate(join(folder, file), 2 * 3073);
    await expect(open10(folder)).rejects.toThrow(
      'data_batch_1.bin: not the official file, although others in the folder are',
    );
  });

  it.each(['train.bin', 'test.bin'])('is noticed: %s of CIFAR-100', async (file) => {
    const folder = await write(temporaryFolder(onTestFinished), cifar100Files());
    await truncate(join(folder, file), 5 * 3074);
    await expect(open100(folder)).rejects.toThrow('not the official file, although others in the folder are');
  });

  it('is a small set of its own where no file is the official one', async () => {
    const folder = await official10();
    for (const file of Object.keys(cifar10Files())) await truncate(join(folder, file), 2 * 3073);
    expect((await open10(folder)).train.size).toBe(10);
  });
});

describe('generated images', () => {
  const notice = { 'synthetic.json': '{}' };

  it('are refused without their seal', async () => {
    const folder = await write(await official10(), notice);
    await expect(openCifar10(folder)).rejects.toThrow(
      `generated images without their seal: they may be damaged: expected the hashes of the files, written when they were generated, got nothing. Generate them again: \`npx @rectified/cli datasets fetch synthetic-cifar10 --to ${folder}\``,
    );
  });

  it('are refused when damaged, and what brings them is named', async () => {
    const folder = await write(await official10(), notice);
    await seal(folder);
    expect((await openCifar10(folder)).train.size).toBe(20);
    await rm(join(folder, 'synthetic.json'));
    await expect(openCifar10(folder)).rejects.toThrow('synthetic.json: changed since it was sealed');
    await write(folder, notice);
    await change(join(folder, 'data_batch_4.bin'), label);
    await expect(openCifar10(folder)).rejects.toThrow(
      /data_batch_4\.bin: changed since it was sealed.*fetch synthetic-cifar10 --to/,
    );
  });
});
