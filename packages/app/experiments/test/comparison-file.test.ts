import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeRunFile } from '@rectified/run-folder';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openComparison, withdrawComparison } from '../src/comparison-file.js';
import { mergeConfig } from '../src/index.js';

let out: string;
beforeEach(() => {
  out = mkdtempSync(join(tmpdir(), 'rectified-comparison-'));
});
afterEach(() => rmSync(out, { recursive: true }));

const images = { name: 'none', size: 1, sha256: '0' };

async function begin(activation: string, margin?: number) {
  const { config } = await mergeConfig({ dataset: 'cifar10', architecture: 'nin' });
  const arms = [{ activation, title: 'ReLU' }];
  const both = { train: images, test: images };
  return openComparison(out, { config, arms, seeds: [1], images: both, margin });
}

async function open(margin?: number) {
  await begin('relu', margin);
  return JSON.parse(readFileSync(join(out, 'compare.json'), 'utf8')).margin;
}

describe('the margin of a comparison', () => {
  it('is the one that it was begun with', async () => {
    expect(await open(0.003)).toBe(0.003);
    expect(await open()).toBe(0.003);
    expect(await open(0.003)).toBe(0.003);
    await expect(open(0.005)).rejects.toThrow(
      /the margin is fixed before the first run.*expected 0.003, got 0.005/,
    );
  });

  it('cannot be chosen later', async () => {
    expect(await open()).toBeUndefined();
    await expect(open(0.005)).rejects.toMatchObject({ exitCode: 2, details: { expected: 'none' } });
  });

  it('is read from a recipe', async () => {
    expect(await mergeConfig({ dataset: 'cifar10', margin: 0.003 })).toMatchObject({ margin: 0.003 });
    await expect(mergeConfig({ dataset: 'cifar10' }).then(() => open(0.003))).resolves.toBe(0.003);
  });
});

describe('a comparison in which no run has begun', () => {
  const file = () => join(out, 'compare.json');

  it('is withdrawn by the call that created it', async () => {
    await withdrawComparison(out, (await begin('relu')).created);
    expect(existsSync(file())).toBe(false);
  });

  it('takes no files of a run with it whose folder it was given', async () => {
    await writeRunFile(out, 'mean.bin', 'of its images');
    writeFileSync(join(out, 'run.json'), '{}');
    await withdrawComparison(out, (await begin('relu')).created);
    expect(readdirSync(out).sort()).toEqual(['files.json', 'mean.bin', 'run.json']);
  });

  it('stays if it is older: its margin was fixed before', async () => {
    await begin('relu', 0.003);
    const { created } = await begin('relu');
    await withdrawComparison(out, created);
    expect(await open()).toBe(0.003);
  });

  it('stays if another process has added to it', async () => {
    const { created } = await begin('relu');
    await begin('prelu');
    await withdrawComparison(out, created);
    expect(existsSync(file())).toBe(true);
  });
});

it('calls the folder of an activation by its name, and by that of its package or folder where it has none', async () => {
  const mine = join(out, 'mine');
  for (const folder of ['made/src', 'made/dist', 'plain/src', 'bare'])
    mkdirSync(join(mine, folder), { recursive: true });
  writeFileSync(join(mine, 'made/package.json'), '{"name":"@acme/hard-bump"}');
  const folders = {
    ...{ relu: 'relu', 'leaky-relu:100': 'leaky-relu-100', '@someone/mish': 'someone-mish' },
    [join(mine, 'made/src/index.ts')]: 'acme-hard-bump',
    [`${join(mine, 'made')}:2`]: 'acme-hard-bump-2',
    [join(mine, 'plain/src/index.ts')]: 'plain',
    [join(mine, 'bare')]: 'bare',
  };
  for (const [activation, folder] of Object.entries(folders))
    expect((await begin(activation)).folders).toEqual({ [activation]: folder });
});
