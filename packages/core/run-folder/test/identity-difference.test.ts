import { expect, it } from 'vitest';
import { identityDifference, type RunIdentity } from '../src/index.js';

const images = (sha256: string) => ({ name: 'CIFAR-10', size: 3, sha256 });
const run: RunIdentity = {
  activation: { files: { 'mish.ts': 'a' }, from: '../mish.ts' },
  dataset: { package: '@someone/birds', version: '1.0.0', files: { 'index.js': 'b' } },
  train: images('c'),
  test: images('d'),
};

it.each<[Partial<RunIdentity>, ReturnType<typeof identityDifference>]>([
  [{}, undefined],
  [{ activation: { files: { 'mish.ts': 'a' }, from: '../../elsewhere/mish.ts' } }, undefined],
  [{ activation: { files: { 'mish.ts': 'A' } } }, { part: 'activation', what: 'mish.ts changed' }],
  [
    { architecture: { files: { 'net.ts': 'e' } } },
    { part: 'architecture', what: 'one is part of Rectified, the other is a file or package' },
  ],
  [
    { dataset: { ...run.dataset!, version: '1.0.1' } },
    { part: 'dataset', what: '@someone/birds 1.0.0 became @someone/birds 1.0.1' },
  ],
  [{ train: images('C') }, { part: 'train' }],
  [{ test: images('D') }, { part: 'test' }],
])('tells what runs do not have in common: %j', (changes, expected) => {
  expect(identityDifference(run, { ...run, ...changes })).toEqual(expected);
});
