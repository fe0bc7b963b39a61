import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { augment, byteSteps } from '@rectified/augment';
import { ndsbClasses } from '@rectified/ndsb';
import { writeSyntheticNdsb } from '@rectified/synthetic/ndsb';
import { smallCifar, temporaryFolder } from '@rectified/testing/files';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openData, type ShowOptions, showData } from '../src/index.js';

const directory = temporaryFolder(afterAll);
const inside = (...names: string[]) => join(directory, ...names);
const data = smallCifar(inside('cifar'));
beforeAll(() => void vi.stubEnv('RECTIFIED_CACHE', inside('cache')));
afterAll(() => void vi.unstubAllEnvs());

const letter = Buffer.from('<svg width="20" height="20"><text y="15">x</text></svg>');
const { channels } = await sharp(letter).stats();
const fonts = channels.some(({ max }) => max > 0);

/** The pixels of a part of an image file. */
async function cut(file: string, left: number, top: number, width: number, height: number) {
  return new Uint8Array(
    await sharp(file).extract({ left, top, width, height }).removeAlpha().raw().toBuffer(),
  );
}

it('shows images of different classes with their views, pixel for pixel', async () => {
  const plankton = inside('plankton');
  await writeSyntheticNdsb(plankton, { classes: ndsbClasses, train: 121, test: 1, seed: 1 });
  const onEvent = vi.fn();
  const out = inside('new', 'sheet.png');
  const options: ShowOptions = { dataset: 'synthetic-ndsb', data: plankton, out };
  const made = await showData({ ...options, augment: 'model1', images: 3, views: 2, seed: 4, onEvent });
  expect(onEvent).toHaveBeenLastCalledWith({ type: 'prepare', what: 'images', done: 121, total: 121 });
  expect(made).toMatchObject({ out, dataset: 'NDSB train', rows: { length: 3 } });
  expect(await sharp(out).metadata()).toMatchObject({
    format: 'png',
    width: made.width,
    height: made.height,
  });
  const classes = made.rows.map(({ name }) => ndsbClasses.indexOf(name));
  expect(classes).toEqual([...new Set(classes)].sort((a, b) => a - b));
  expect(made.rows[0]!.file).toMatch(/^\d+\.jpg$/);

  const { train } = await openData({ dataset: 'synthetic-ndsb', data: plankton });
  const { view } = augment(byteSteps('model1'));
  for (const [row, { index }] of made.rows.entries()) {
    // From the lower right corner: cells of 80 x 80 pixels with 6 between them and 16 around them.
    const top = made.height - 16 - 80 - (2 - row) * 86;
    const left = made.width - 16 - 80;
    expect(await cut(out, left - 2 * 86 - 6, top, 80, 80)).toEqual(train.get(index).pixels);
    for (const epoch of [1, 2]) {
      const { pixels } = view(train.get(index), { seed: 4, epoch, index });
      expect(await cut(out, left - (2 - epoch) * 86 + 5, top + 5, 70, 70)).toEqual(pixels);
    }
  }
  const again = await showData({ ...options, out: inside('again.png'), seed: 5, images: 3, views: 2 });
  expect(again.rows).not.toEqual(made.rows);
});

it('without an augmentation shows more images of each class, as far as there are', async () => {
  const out = inside('sheet.png');
  const { rows, width, height } = await showData({ dataset: 'cifar10', data, out, images: 12, views: 3 });
  // There are 5 of each class: first 4 of each, then the rest of two.
  expect(rows.map(({ name }) => name)).toEqual(
    expect.arrayContaining([
      'airplane',
      'automobile',
      'bird',
      'cat',
      'deer',
      'dog',
      'frog',
      'horse',
      'ship',
      'truck',
    ]),
  );
  expect(rows).toHaveLength(12);
  const labels = rows.map(({ index }) => index % 10);
  expect(labels).toEqual([...labels].sort((a, b) => a - b));
  for (const [row, label] of labels.entries()) {
    const top = height - 16 - 96 - (11 - row) * 102;
    // Each image of a class is of its own gray, here three times as large.
    const [first, last] = [width - 16 - 96 - 3 * 102, width - 16 - 96];
    expect(await cut(out, first, top, 96, 96)).toEqual(new Uint8Array(96 * 96 * 3).fill(20 * label));
    const second = row > 0 && labels[row - 1] === label;
    const blank = await cut(out, 2, 2, 1, 1);
    expect((await cut(out, last, top, 1, 1))[0]).toBe(second ? blank[0] : 20 * label);
  }
  expect((await showData({ dataset: 'cifar10', data, out, images: 50, split: 'test' })).rows).toHaveLength(
    10,
  );
});

it.skipIf(!fonts)('writes the names beside the images', async () => {
  const out = inside('names.png');
  const { width, height } = await showData({ dataset: 'cifar10', data, out, images: 10, views: 1 });
  const left = width - 16 - 2 * 96 - 6;
  const names = await Promise.all(
    Array.from({ length: 10 }, (_, row) => cut(out, 0, height - 16 - 96 - (9 - row) * 102, left, 96)),
  );
  expect(new Set(names.map(String)).size).toBe(10);
});

it('writes JPEG', async () => {
  const out = inside('sheet.jpg');
  await showData({ dataset: 'cifar10', data, out, augment: 'pad-crop-mirror', images: 2, views: 2 });
  expect(await sharp(out).metadata()).toMatchObject({ format: 'jpeg' });
});

describe('wrong input is an InputError', () => {
  it.each<[string, Partial<ShowOptions> | (() => Partial<ShowOptions>), RegExp]>([
    ['an unknown augmentation', { augment: 'pad-crop-mirorr' }, /Did you mean "pad-crop-mirror"\?/],
    ['one that moves no pixel', { augment: 'nin' }, /nothing to see: expected .*affine.*got "nin"/],
    [
      'one that does not fit',
      { augment: 'model2-grid' },
      /does not fit .*: expected at most 32 x 32 pixels, got 70 x 70/,
    ],
    ['an unknown dataset', { dataset: 'cifar11' }, /unknown dataset "cifar11".*"cifar10"/],
    [
      'an unknown split',
      { split: 'validation' },
      /CIFAR-10 has no split "validation": expected train or test/,
    ],
    ['an unknown kind of file', { out: 'sheet.bmp' }, /ends in \.png or \.jpg or \.jpeg, got "sheet\.bmp"/],
    ['a missing folder', { data: '/none' }, /none: /],
    [
      'a file in a file',
      () => {
        writeFileSync(inside('a-file'), '');
        return { out: inside('a-file', 'sheet.png') };
      },
      /a-file/,
    ],
  ])('%s', async (_, values, message) => {
    const wrong = typeof values === 'function' ? values() : values;
    const options = { dataset: 'cifar10', data, out: inside('wrong.png'), ...wrong };
    await expect(showData(options)).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringMatching(message),
    });
  });
});
