import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BadImagesError, ndsb, ndsbClasses } from '@rectified/ndsb';
import { writeSyntheticNdsb } from '@rectified/synthetic/ndsb';
import { temporaryFolder } from '@rectified/testing/files';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { compare, evaluateRun, mergeConfig, openData, provideData, runExperiment } from '../src/index.js';
import { smallPlankton } from './small-runs.js';

const directory = temporaryFolder(afterAll);
let data: string;
beforeAll(async () => {
  vi.stubEnv('RECTIFIED_CACHE', join(directory, 'cache'));
  data = join(directory, 'data');
  await writeSyntheticNdsb(data, { classes: ndsbClasses, train: 121, test: 1, seed: 1 });
  await expect(provideData(ndsb, { data })).rejects.toThrow('synthetic-ndsb');
  rmSync(join(data, 'synthetic.json'));
  writeFileSync(join(data, 'train', 'amphipods', 'bad.jpg'), 'text');
});
afterAll(() => void vi.unstubAllEnvs());

const skipped = [{ file: 'amphipods/bad.jpg', what: expect.stringContaining('not an image') }];

it('images that cannot be used stop a comparison before its first run, after all have been looked at', async () => {
  const { config } = await mergeConfig(smallPlankton, { data });
  const onPrepare = vi.fn();
  const out = join(directory, 'comparison');
  const comparing = compare({ config, activations: ['relu'], seeds: [1], out, onPrepare });
  await expect(comparing).rejects.toThrow(BadImagesError);
  expect(onPrepare).toHaveBeenLastCalledWith(
    expect.objectContaining({ type: 'prepare', done: 122, total: 122 }),
  );
  expect(existsSync(out)).toBe(false);
});

it('a run goes on without them where that is asked for, and records them', async () => {
  const { train, test, skipped: left } = await openData({ dataset: 'ndsb', data, skipBad: true });
  expect([train.size, test.size, train.shape, left]).toEqual([100, 21, [80, 80, 3], skipped]);
  const { config } = await mergeConfig(smallPlankton, {
    data,
    skipBad: true,
    limit: 4,
    testLimit: 2,
    evaluateTrain: false,
  });
  const folder = join(directory, 'run');
  const { result } = await runExperiment(config, { folder });
  expect(result).toMatchObject({ status: 'finished', steps: 2 });
  const written = JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8'));
  expect(written).toMatchObject({ config: { skipBad: true }, skipped });
  expect((await evaluateRun(folder, { limit: 2 })).images).toBe(2);
});

it('an evaluation says how far the decoding of images is, and can be stopped in it', async () => {
  const folder = join(directory, 'run');
  vi.stubEnv('RECTIFIED_CACHE', join(directory, 'another cache'));
  const controller = new AbortController();
  const seen: string[] = [];
  const evaluating = evaluateRun(folder, {
    signal: controller.signal,
    onEvent({ type }) {
      seen.push(type);
      controller.abort(new Error('enough'));
    },
  });
  await expect(evaluating).rejects.toThrow('enough');
  expect(new Set(seen)).toEqual(new Set(['prepare']));
});
