import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@rectified/testing/files';
import { afterAll, expect, it } from 'vitest';
import { call } from './call.js';

const directory = temporaryFolder(afterAll);
const data = join(directory, 'images');
mkdirSync(data);
const list = join(directory, 'mine.tsv');
writeFileSync(list, 'amphipods/4.jpg\n');

const training = ['--architecture', 'nin', '--epochs', '1'];
const commands: Record<string, (out: string) => string[]> = {
  train: (out) => ['train', ...training, '--activation', 'relu', '--seed', '1', '--out', out],
  compare: (out) => ['compare', ...training, '--activations', 'relu', '--seeds', '1', '--out', out],
  show: (out) => ['show', '--out', `${out}.png`],
};

it.each(Object.keys(commands))('%s reads the list before it looks at images', async (name) => {
  const out = join(directory, name);
  const argv = [...commands[name]!(out), '--dataset', 'ndsb', '--data', data, '--split-file', list];
  const { code, stdout, stderr } = await call(argv);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toContain(
    `${list}:1: not a line of a split: expected "train", "validation" or "unused", a tab`,
  );
  expect([existsSync(out), existsSync(`${out}.png`)]).toEqual([false, false]);
});

it.each(Object.keys(commands))('%s takes no list for images that come divided', async (name) => {
  const argv = [...commands[name]!(join(directory, name)), '--dataset', 'cifar10', '--split-file', list];
  const { code, stderr } = await call(argv);
  expect(code).toBe(2);
  expect(stderr).toContain('a file of the split: expected plankton alone, got CIFAR-10');
});
