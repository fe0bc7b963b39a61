import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openComparison } from '../src/comparison-file.js';
import { mergeConfig } from '../src/index.js';

let out: string;
beforeEach(() => {
  out = mkdtempSync(join(tmpdir(), 'rectified-comparison-'));
});
afterEach(() => rmSync(out, { recursive: true }));

const images = { name: 'none', size: 1, sha256: '0' };

async function open(margin?: number) {
  const { config } = await mergeConfig({ dataset: 'cifar10', architecture: 'nin' });
  const arms = [{ activation: 'relu', title: 'ReLU' }];
  await openComparison(out, { config, arms, seeds: [1], images: { train: images, test: images }, margin });
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
