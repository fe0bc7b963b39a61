import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cifar10 } from '@rectified/cifar';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { datasets, loadDataset, openData, provideData, usualFolder } from '../src/index.js';
import { smallCifar } from './small-cifar.js';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'datasets-'));
  vi.stubEnv('RECTIFIED_CACHE', directory);
});
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(directory, { recursive: true });
});

it('every data set has a name of its own and is found by it', async () => {
  expect(new Set(datasets.map(({ name }) => name)).size).toBe(datasets.length);
  for (const dataset of datasets) expect((await loadDataset(dataset.name)).description).toBe(dataset);
  await expect(loadDataset('cifar1o')).rejects.toThrow(
    /unknown data set "cifar1o".*Did you mean "cifar10"\?/,
  );
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
    /CIFAR-10 is not there.*--data DIR.*npx @rectified\/cli datasets fetch cifar10/,
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
