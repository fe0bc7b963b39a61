import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ndsbClasses } from '@rectified/ndsb';
import { writeSyntheticNdsb } from '@rectified/synthetic/ndsb';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { call } from './call.js';

let directory: string;
let data: string;
/** The name of the only image of a class. */
const only = (name: string) => readdirSync(join(data, 'train', name))[0]!;
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'split-file-'));
  vi.stubEnv('RECTIFIED_CACHE', join(directory, 'cache'));
  data = join(directory, 'data');
  await writeSyntheticNdsb(data, { classes: ndsbClasses, train: 121, test: 1, seed: 1 });
});
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(directory, { recursive: true });
});

const split = (name: string, text: string) => {
  const file = join(directory, name);
  writeFileSync(file, text);
  return file;
};
const show = (...options: string[]) =>
  call([
    'show',
    '--dataset',
    'synthetic-ndsb',
    '--data',
    data,
    '--out',
    join(directory, 'a.png'),
    '--json',
    ...options,
  ]);

it('--split-file says which images are in which part', async () => {
  const [first, second] = [only('amphipods'), only('heteropod')];
  writeFileSync(join(data, 'train/amphipods/odd.jpg'), 'text');
  const file = split('mine.tsv', `train\tamphipods/${first}\nvalidation\theteropod/${second}\n`);
  const { code, stdout, stderr } = await show('--split-file', file, '--skip-bad', '--split', 'validation');
  expect([code, stderr]).toEqual([
    0,
    expect.stringContaining('left out: 1 file (amphipods/odd.jpg: not an image'),
  ]);
  expect(JSON.parse(stdout).rows).toEqual([{ index: 0, name: 'heteropod', file: second }]);
});

it.each([
  ['no list', 'amphipods/4.jpg\n', /mine.tsv:1: not a line of a split/],
  [
    'other images',
    'train\tamphipods/no.jpg\nvalidation\theteropod/never.jpg\n',
    /got 2 missing \(amphipods\/no.jpg; heteropod\/never.jpg\)/,
  ],
])('a file with %s is wrong input', async (_, text, message) => {
  const { code, stdout, stderr } = await show('--split-file', split('mine.tsv', text), '--skip-bad');
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(message);
});

it.each(['train', 'compare'])('%s refuses one for images that come divided', async (command) => {
  const arms =
    command === 'train' ? ['--activation', 'relu', '--seed', '1'] : ['--activations', 'relu', '--seeds', '1'];
  const out = join(directory, command);
  const argv = [command, '--dataset', 'cifar10', '--split-file', 'x.tsv', ...arms, '--out', out];
  const { code, stderr } = await call(argv);
  expect([code, stderr]).toEqual([
    2,
    expect.stringContaining('a file of the split: expected plankton alone, got CIFAR-10'),
  ]);
  expect(existsSync(out)).toBe(false);
});
