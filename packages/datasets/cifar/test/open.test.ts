import { execFileSync } from 'node:child_process';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DatasetError } from '@rectified/dataset';
import { testDataset } from '@rectified/dataset/testing';
import { temporaryFolder } from '@rectified/testing/files';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  cifar10,
  cifar10Classes,
  cifar100,
  cifar100Coarse,
  cifar100CoarseClasses,
  cifar100FineClasses,
  openCifar10,
  openCifar100,
} from '../src/index.js';
import { cifar10Files, cifar100Files, label10, labels100, pixel, records, write } from './fixtures.js';

const small10 = async () => write(temporaryFolder(onTestFinished), cifar10Files());
const small100 = async () => write(temporaryFolder(onTestFinished), cifar100Files());

testDataset('CIFAR-10 train', async () => (await openCifar10(await small10())).train, { describe, it });
testDataset('CIFAR-10 test', async () => (await openCifar10(await small10())).test, { describe, it });
testDataset('CIFAR-100 train', async () => (await openCifar100(await small100())).train, { describe, it });
testDataset(
  'CIFAR-100 test, coarse',
  async () => (await openCifar100(await small100(), { labels: 'coarse' })).test,
  { describe, it },
);

it('an option that is misspelled is refused, not taken for the default', async () => {
  const folder = await small100();
  const options = { label: 'coarse' } as object;
  await expect(openCifar100(folder, options)).rejects.toThrow('label: coarse is labels: coarse');
  await expect(openCifar10(await small10(), { chek: false } as object)).rejects.toThrow(
    'Did you mean "check"?',
  );
});

it.skipIf(process.platform === 'win32')('a pipe among the files is refused, not waited for', async () => {
  const folder = await small10();
  await rm(join(folder, 'data_batch_1.bin'));
  execFileSync('mkfifo', [join(folder, 'data_batch_1.bin')]);
  await expect(openCifar10(folder)).rejects.toThrow('got it is a device or a pipe');
});

describe('the binary version', () => {
  it('is read in order, planes turned into channels', async () => {
    const { train, test } = await openCifar10(await small10());
    expect([train.name, train.size, test.name, test.size]).toEqual([
      'CIFAR-10 train',
      20,
      'CIFAR-10 test',
      6,
    ]);
    const { pixels, label, name } = train.get(17);
    expect([label, name]).toEqual([7, 'horse']);
    for (const index of [0, 1, 31, 32, 1023])
      for (const plane of [0, 1, 2]) expect(pixels[3 * index + plane]).toBe(pixel(17, plane, index));
    expect(test.get(0).pixels[0]).toBe(pixel(20, 0, 0));
  });

  it('of CIFAR-100 has the coarse label first, then the fine one', async () => {
    const folder = await small100();
    const fine = await openCifar100(folder);
    const coarse = await openCifar100(folder, { labels: 'coarse' });
    expect(fine.train.get(47)).toMatchObject({ label: 47, name: 'maple_tree' });
    expect(coarse.train.get(47)).toMatchObject({ label: 7, name: 'insects' });
    expect(fine.train.get(47).pixels).toEqual(coarse.train.get(47).pixels);
    expect([fine.train.classes.length, coarse.test.classes.length]).toEqual([100, 20]);
    expect(coarse.test.name).toBe('CIFAR-100 (coarse) test');
    // @ts-expect-error: not one of the two
    await expect(openCifar100(folder, { labels: 'fin' })).rejects.toThrow('Did you mean "fine"?');
  });

  it('takes class names from the files beside it', async () => {
    const names = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'];
    const ten = await write(await small10(), { 'batches.meta.txt': `${names.join('\r\n')}\r\n\r\n` });
    expect((await openCifar10(ten)).test.classes).toEqual(names);
    const hundred = await write(await small100(), {
      'fine_label_names.txt': cifar100FineClasses.map((name) => `fine ${name}`).join('\n'),
      'coarse_label_names.txt': cifar100CoarseClasses.map((name) => `coarse ${name}`).join('\n'),
    });
    expect((await openCifar100(hundred)).train.classes[99]).toBe('fine worm');
    expect((await openCifar100(hundred, { labels: 'coarse' })).train.classes[19]).toBe('coarse vehicles_2');
  });

  it('has the official class names otherwise', () => {
    expect(cifar10Classes.join(' ')).toBe('airplane automobile bird cat deer dog frog horse ship truck');
    expect(cifar100FineClasses).toHaveLength(100);
    expect([...cifar100FineClasses].sort()).toEqual(cifar100FineClasses);
    expect([...new Set(cifar100CoarseClasses)].sort()).toEqual(cifar100CoarseClasses);
    expect(cifar100CoarseClasses).toHaveLength(20);
  });
});

describe('the descriptions', () => {
  it.each([
    [cifar10, small10],
    [cifar100, small100],
    [cifar100Coarse, small100],
  ])('$name opens what it describes', async (description, files) => {
    const { train, test } = await description.open(await files());
    for (const part of [train, test]) {
      expect(part.classes).toHaveLength(description.classes);
      expect(part.shape).toEqual(description.shape);
      expect(part.name).toContain(description.title);
    }
    const folder = temporaryFolder(onTestFinished);
    await expect(description.open(folder)).rejects.toThrow(description.files.join(', '));
  });
});

describe('what cannot be opened is named', () => {
  /** The error of opening CIFAR-10 files after a change. */
  async function fault(
    change: (folder: string) => Promise<unknown>,
    open = openCifar10,
    files = cifar10Files,
  ) {
    const folder = await write(join(temporaryFolder(onTestFinished), 'given'), files());
    await change(folder);
    const error: unknown = await open(folder).then(
      () => undefined,
      (error) => error,
    );
    expect(error).toBeInstanceOf(DatasetError);
    const { details } = error as DatasetError;
    for (const part of ['file', 'expected', 'got', 'remedy'] as const) expect(details[part]).toBeTruthy();
    return (error as DatasetError).message.replaceAll(folder, 'FOLDER');
  }
  const fault100 = (change: (folder: string) => Promise<unknown>) =>
    fault(change, openCifar100, cifar100Files);
  const emptied = async (folder: string) => {
    await rm(folder, { recursive: true });
    await mkdir(folder);
  };

  it('no folder', async () => {
    const error = openCifar10(join(temporaryFolder(onTestFinished), 'nothing'));
    await expect(error).rejects.toThrow(
      'nothing: no such folder: expected the folder cifar-10-batches-bin with',
    );
    await expect(error).rejects.toThrow('npx @rectified/cli datasets fetch cifar10');
  });

  it('a file, or the archive, instead of the folder', async () => {
    const folder = await write(temporaryFolder(onTestFinished), {
      'cifar-10-binary.tar.gz': 'x',
      'data_batch_1.bin': 'x',
    });
    await expect(openCifar10(join(folder, 'cifar-10-binary.tar.gz'))).rejects.toThrow(
      'an archive, not a folder: expected the folder cifar-10-batches-bin with data_batch_1.bin, data_batch_2.bin, data_batch_3.bin, data_batch_4.bin, data_batch_5.bin, test_batch.bin, got cifar-10-binary.tar.gz. Unpack it (tar xf cifar-10-binary.tar.gz) and give the folder',
    );
    await expect(openCifar10(join(folder, 'data_batch_1.bin'))).rejects.toThrow(
      'Give the folder that contains it',
    );
  });

  it('a path that cannot be read as a folder', async () => {
    await expect(openCifar10(join(temporaryFolder(onTestFinished), 'x'.repeat(300)))).rejects.toThrow(
      /cannot read the folder.*ENAMETOOLONG/,
    );
  });

  it('an empty folder, or one with something else', async () => {
    expect(await fault(emptied)).toMatch(
      /^FOLDER: no CIFAR-10 in this folder: .*got an empty folder\. Download/,
    );
    expect(
      await fault(async (folder) => {
        await emptied(folder);
        await write(folder, Object.fromEntries([...'gfedcba'].map((name) => [name, ''])));
      }),
    ).toContain('got a, b, c, d, e, ....');
  });

  it('a folder one level too high', async () => {
    const message = await fault(async (folder) => {
      await emptied(folder);
      await write(join(folder, 'another'), cifar100Files());
      await write(join(folder, 'cifar-10-batches-bin'), cifar10Files());
    });
    expect(message).toContain('no CIFAR-10 in this folder');
    expect(message).toContain('Give the folder FOLDER/cifar-10-batches-bin');
  });

  it('a folder with the archive still packed', async () => {
    const message = await fault(async (folder) => {
      await emptied(folder);
      await write(folder, { 'cifar-10-binary.tar.gz': '' });
    });
    expect(message).toContain(
      'Unpack FOLDER/cifar-10-binary.tar.gz and give the folder cifar-10-batches-bin',
    );
  });

  it('a missing file', async () => {
    expect(await fault((folder) => rm(join(folder, 'data_batch_3.bin')))).toMatch(
      /^FOLDER: files of CIFAR-10 are missing: expected data_batch_1\.bin, .*, got all but data_batch_3\.bin\. Download the binary version of CIFAR-10/,
    );
  });

  it.each([
    [
      'Python',
      'CIFAR-10',
      [
        'data_batch_1',
        'data_batch_2',
        'data_batch_3',
        'data_batch_4',
        'data_batch_5',
        'test_batch',
        'batches.meta',
      ],
    ],
    [
      'Matlab',
      'CIFAR-10',
      [
        'data_batch_1.mat',
        'data_batch_2.mat',
        'data_batch_3.mat',
        'data_batch_4.mat',
        'data_batch_5.mat',
        'test_batch.mat',
        'batches.meta.mat',
      ],
    ],
    ['Python', 'CIFAR-100', ['train', 'test', 'meta']],
    ['Matlab', 'CIFAR-100', ['train.mat', 'test.mat', 'meta.mat']],
  ])('the %s version of %s', async (version, title, files) => {
    const message = await fault(async (folder) => {
      await emptied(folder);
      await write(folder, Object.fromEntries(files.map((name) => [name, ''])));
    });
    expect(message).toContain(
      `FOLDER: the ${version} version of ${title}, not the binary version of CIFAR-10`,
    );
    expect(message).toContain('https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz');
  });

  it('the other dataset, by its names', async () => {
    expect(await fault(async () => {}, openCifar10, cifar100Files)).toMatch(
      /^FOLDER: the binary version of CIFAR-100, not the binary version of CIFAR-10: .* got train\.bin, test\.bin\. Open it as CIFAR-100 \(cifar100\)/,
    );
    expect(await fault(async () => {}, openCifar100, cifar10Files)).toContain(
      'Open it as CIFAR-10 (cifar10)',
    );
  });

  it('the other dataset, by the size of its records', async () => {
    expect(await fault((folder) => write(folder, { 'data_batch_2.bin': records(4, labels100) }))).toBe(
      'FOLDER/data_batch_2.bin: a file of CIFAR-100, not of CIFAR-10: expected records of 3,073 bytes (1 for labels, 3,072 for pixels), got 4 records of 3,074 bytes (2 for labels, 3,072 for pixels). Open it as CIFAR-100 (cifar100), or give the folder of CIFAR-10',
    );
    expect(await fault100((folder) => write(folder, { 'test.bin': records(4, label10) }))).toContain(
      'FOLDER/test.bin: a file of CIFAR-10, not of CIFAR-100',
    );
  });

  it('the other dataset, by its content where the size fits both', async () => {
    // 3,074 records of 3,073 bytes are as long as 3,073 records of 3,074.
    const hundred = new Uint8Array(3073 * 3074).fill(200);
    for (let i = 0; i < 3073; i++) hundred.set([i % 20, i % 100], i * 3074);
    expect(await fault((folder) => write(folder, { 'test_batch.bin': hundred }))).toContain(
      'a file of CIFAR-100, not of CIFAR-10',
    );
    const ten = new Uint8Array(3073 * 3074).fill(200);
    for (let i = 0; i < 3074; i++) ten[i * 3073] = i % 10;
    expect(await fault100((folder) => write(folder, { 'train.bin': ten }))).toContain(
      'a file of CIFAR-10, not of CIFAR-100',
    );
  });

  it('an empty file, and one cut within a record', async () => {
    expect(await fault((folder) => write(folder, { 'data_batch_5.bin': '' }))).toMatch(
      /^FOLDER\/data_batch_5\.bin: empty file: expected a whole number of records of 3,073 bytes .*, got 0 bytes/,
    );
    expect(
      await fault((folder) => write(folder, { 'data_batch_1.bin': records(4, label10).subarray(0, 10_000) })),
    ).toMatch(
      /^FOLDER\/data_batch_1\.bin: truncated or damaged file: expected a whole number .* got 10,000 bytes, 3\.25 records\. Download/,
    );
  });

  it.each([1, 3, 5])('training file %d cut between two records', async (batch) => {
    expect(
      await fault((folder) => write(folder, { [`data_batch_${batch}.bin`]: records(3, label10) })),
    ).toMatch(
      new RegExp(
        `^FOLDER/data_batch_${batch}\\.bin: truncated training file: expected 4 records, as in the longest .*, got 3 records`,
      ),
    );
  });

  it('a label out of range', async () => {
    const bad = records(4, (image) => [image === 2 ? 10 : image]);
    expect(await fault((folder) => write(folder, { 'data_batch_4.bin': bad }))).toMatch(
      /^FOLDER\/data_batch_4\.bin: label out of range: expected 0 \.\. 9, got 10 in record 2 \(byte 6,146\)\. /,
    );
    const coarse = records(4, (image) => [image === 1 ? 20 : 0, image]);
    expect(await fault100((folder) => write(folder, { 'test.bin': coarse }))).toContain(
      'coarse label out of range: expected 0 .. 19, got 20 in record 1 (byte 3,074)',
    );
    const fine = records(4, (image) => [0, image === 3 ? 100 : 99]);
    expect(await fault100((folder) => write(folder, { 'test.bin': fine }))).toContain(
      'fine label out of range: expected 0 .. 99, got 100 in record 3 (byte 9,223)',
    );
  });

  it('a file that cannot be read', async () => {
    const message = await fault(async (folder) => {
      await rm(join(folder, 'test_batch.bin'));
      await mkdir(join(folder, 'test_batch.bin'));
    });
    expect(message).toMatch(
      /^FOLDER\/test_batch\.bin: cannot read the file: .*got EISDIR.*Check its permissions/,
    );
  });

  it('class names that do not fit', async () => {
    expect(await fault((folder) => write(folder, { 'batches.meta.txt': 'cat\ndog\ncat\n' }))).toBe(
      'FOLDER/batches.meta.txt: bad class names: expected 10 different names, one per line, got 3 names, 2 of them different. Delete the file to use the official names, or restore it from the archive',
    );
    expect(await fault((folder) => mkdir(join(folder, 'batches.meta.txt')))).toContain(
      'cannot read the class names',
    );
  });
});
