import { expect, it } from 'vitest';
import { differentSettings } from '../src/index.js';

const config = { activation: 'relu', dataset: 'cifar10', epochs: 3, seed: 1, optimizer: { rate: 0.1 } };

it.each([
  { data: '/mnt/cifar' },
  { skipBad: true },
  { splitFile: '/mnt/split.tsv' },
  { backend: 'wasm' },
  { kernels: 'plain' },
  { evaluateTrain: 1000 },
  { evaluateEvery: 5 },
  { checkpointEvery: { steps: 7 } },
  { log: ['tensorboard'] },
  { optimizer: { rate: 0.1 } },
  { limit: undefined },
])('are none where nothing that decides a result differs: %j', (changes) => {
  expect(differentSettings(config, { ...config, ...changes })).toEqual([]);
  expect(differentSettings({ ...config, ...changes }, config)).toEqual([]);
});

it.each<[object, string[]]>([
  [{ optimizer: { rate: 0.2 } }, ['optimizer']],
  [{ epochs: 4, seed: 2 }, ['epochs', 'seed']],
  [{ precision: 'bf16' }, ['precision']],
  [{ activation: './relu.ts' }, ['activation']],
])('are all that decide and differ: %j', (changes, expected) => {
  expect(differentSettings(config, config, { ...config, ...changes })).toEqual(expected);
});

it('are not the places of the same code, but its variants', () => {
  const mine = { ...config, activation: '/home/me/mine.ts:2' };
  expect(differentSettings(mine, { ...mine, activation: '/mnt/mine.ts:2' })).toEqual([]);
  expect(differentSettings(mine, { ...mine, activation: '/home/me/mine.ts:3' })).toEqual(['activation']);
});
