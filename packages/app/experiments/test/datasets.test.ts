import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cifar10 } from '@rectified/cifar';
import { smallCifar } from '@rectified/testing/files';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { datasets, loadDataset, openData, provideData, usualFolder } from '../src/index.js';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'datasets-'));
  vi.stubEnv('RECTIFIED_CACHE', directory);
});
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(directory, { recursive: true });
});

it('every dataset has a name of its own and is found by it', async () => {
  expect(new Set(datasets.map(({ name }) => name)).size).toBe(datasets.length);
  for (const dataset of datasets) expect((await loadDataset(dataset.name)).description).toBe(dataset);
  await expect(loadDataset('cifar1o')).rejects.toThrow(/unknown dataset "cifar1o".*Did you mean "cifar10"\?/);
});

it('generated images are generated once, and are not taken for real ones', async () => {
  const { train, test } = await openData({ dataset: 'synthetic-cifar10', limit: 1000 });
  expect([train.size, test.size, train.classes.length]).toEqual([1000, 200, 10]);
  const folder = join(directory, 'data', 'synthetic-cifar10');
  const { mtimeMs } = statSync(join(folder, 'test_batch.bin'));
  expect(await provideData((await loadDataset('synthetic-cifar10')).description)).toBe(folder);
  expect(statSync(join(folder, 'test_batch.bin')).mtimeMs).toBe(mtimeMs);
  await expect(openData({ dataset: 'cifar10', data: folder })).rejects.toThrow(
    /generated images, not CIFAR-10.*synthetic-cifar10/,
  );
});

it('real images are looked for in the usual folder; where they are not, the error says how to get them', async () => {
  await expect(openData({ dataset: 'cifar10' })).rejects.toThrow(
    /CIFAR-10 was not found.*--data DIR.*npx @rectified\/cli datasets fetch cifar10/,
  );
  smallCifar(usualFolder(cifar10));
  expect((await openData({ dataset: 'cifar10' })).train.size).toBe(50);
});

it('without RECTIFIED_CACHE the usual folder is in the cache of the user', () => {
  vi.stubEnv('RECTIFIED_CACHE', '');
  vi.stubEnv('XDG_CACHE_HOME', '/somewhere');
  expect(usualFolder(cifar10)).toBe(join('/somewhere', 'rectified', 'data', 'cifar-10-batches-bin'));
  vi.stubEnv('RECTIFIED_CACHE', directory);
});

it.each([
  [
    'images of another size',
    'part({ shape: [2, 1, 1], pixels: new Uint8Array(4) })',
    'part({})',
    'expected 2 classes and images of 1 x 1 x 1',
  ],
  [
    'no images to test on',
    'part({})',
    'part({ pixels: new Uint8Array(0), labels: [] })',
    'got no images in dots',
  ],
  ['no other part', 'part({})', 'undefined', 'expected 2 classes and images of 1 x 1 x 1, got nothing'],
  ['classes in another order', 'part({})', "part({ classes: ['b', 'a'] })", 'got a and b as class 0'],
])("a dataset of one's own that opens %s is refused", async (_, train, test, message) => {
  const file = join(mkdtempSync(join(directory, 'dots-')), 'dots.ts');
  writeFileSync(file, datasetFile({ train, test }));
  await expect(openData({ dataset: file, data: directory })).rejects.toThrow(message);
});

it('one class alone is no dataset to train on', async () => {
  const file = join(directory, 'one.ts');
  writeFileSync(file, datasetFile({ classes: 1, train: 'part({})', test: 'part({})' }));
  await expect(openData({ dataset: file, data: directory })).rejects.toThrow(
    'expected two or more classes, got 1 class',
  );
});

function datasetFile({
  classes = 2,
  train,
  test,
}: {
  classes?: number;
  train: string;
  test: string;
}): string {
  return `import { datasetOfArrays } from '@rectified/dataset';
    const part = (options: object) => datasetOfArrays({ name: 'dots', classes: ['a', 'b'].slice(0, ${classes}), shape: [1, 1, 1],
      pixels: Uint8Array.of(1, 2), labels: [0, 0], ...options });
    export default { name: 'dots', title: 'Dots', classes: ${classes}, shape: [1, 1, 1], measure: 'error',
      open: async () => ({ train: ${train}, test: ${test} }) };`;
}
