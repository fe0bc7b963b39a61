import { mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sealedJson } from '@rectified/system';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readComparison } from '../src/read-comparison.js';
import { writeRun } from './write-runs.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'comparison-'));
});
afterEach(() => rm(folder, { recursive: true }));

const images = (sha256: string) => ({ name: 'CIFAR-10', size: 100, sha256 });

/** A run of a file `mine.ts` with this text. */
async function write(
  path: string,
  { seed, text = 'a', test = 'b' }: { seed: number; text?: string; test?: string },
) {
  const run = join(folder, path);
  await writeRun(run, { activation: '/home/me/mine.ts', seed, test: [0.5] });
  const file = join(run, 'run.json');
  const description = JSON.parse(await readFile(file, 'utf8'));
  const identity = { activation: { files: { 'mine.ts': text } }, train: images('a'), test: images(test) };
  await writeFile(file, JSON.stringify({ ...description, identity }));
}

it('has no mean of runs that were made of different functions, or on different images', async () => {
  await write('a', { seed: 1 });
  await write('b', { seed: 2 });
  expect((await readComparison(folder)).runs).toHaveLength(2);
  await write('b', { seed: 2, text: 'other' });
  await expect(readComparison(folder)).rejects.toThrow(
    /mine\.ts were made with different activation, so they cannot be averaged/,
  );
  await write('b', { seed: 2, test: 'other' });
  await expect(readComparison(folder)).rejects.toThrow(/made with different test images/);
});

it("reads a comparison's arms under their names, without what it has put aside", async () => {
  const arms = [{ activation: './mine.ts', title: 'Mine', folder: 'mine.ts' }];
  const file = join(folder, 'compare.json');
  await writeFile(file, sealedJson({ format: 2, arms }));
  await write('mine.ts/seed-1', { seed: 1, text: 'new' });
  await write('mine.ts.before-1/seed-1', { seed: 1, text: 'old' });
  const { runs, titles } = await readComparison(folder);
  expect(titles).toEqual({ './mine.ts': 'Mine' });
  expect(runs.map((run) => run.folder)).toEqual([join(folder, 'mine.ts', 'seed-1')]);
  expect((await readComparison(join(folder, 'mine.ts.before-1'))).runs).toHaveLength(1);

  await writeFile(file, (await readFile(file, 'utf8')).replace('"Mine"', '"Mind"'));
  await expect(readComparison(folder)).rejects.toThrow(
    /broken compare\.json: got it is not what was written/,
  );
  await writeFile(file, sealedJson({ format: 2, arms: [{ ...arms[0], folder: '../elsewhere' }] }));
  await expect(readComparison(folder)).rejects.toThrow(/is no folder in it/);
  await rename(file, join(folder, 'x'));
});
