import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Step } from '@rectified/augment';
import { InputError } from '@rectified/errors';
import { expect, it, vi } from 'vitest';
import {
  compare,
  evaluateRun,
  mergeConfig,
  openData,
  type Recipe,
  type RunEvent,
  runExperiment,
} from '../src/index.js';
import { openViews, shareStatistics } from '../src/open-views.js';
import { runSourcesInChildren, smallRuns } from './small-runs.js';

const { directory, data } = smallRuns();
runSourcesInChildren();

const whitened: Step[] = [{ step: 'crop', size: 4, at: 'center' }, { step: 'gcn' }, { step: 'zca' }];
const random: Step[] = [{ step: 'crop', size: 8 }, { step: 'subtract-mean' }];
const files = ['files.json', 'statistics.safetensors'];

/** Opens the views of a run; says whether anything had to be computed for it. */
async function computes(
  folder: string,
  { augment, seed, shared }: { augment: Step[]; seed: number; shared?: string },
) {
  const { train } = await openData({ dataset: 'cifar10', data });
  let computed = false;
  const onProgress = () => {
    computed = true;
  };
  const { close } = await openViews({ augment, seed }, train, { folder, shared, onProgress });
  await close();
  return computed;
}

const fresh = (name: string) => mkdtempSync(join(directory, `${name}-`));

it('a comparison computes once what its runs need to know of the images, or once for each seed where chance is in it', async () => {
  const { train } = await openData({ dataset: 'cifar10', data });
  for (const [augment, count] of [
    [whitened, 1],
    [random, 2],
  ] as const) {
    const shared = fresh('comparison');
    let begun = 0;
    const onProgress = ({ images }: { images: number }) => images === train.size && begun++;
    const share = () => shareStatistics({ augment }, train, { folder: shared, seeds: [1, 2], onProgress });
    await share();
    const made = readdirSync(join(shared, 'statistics'));
    expect(made).toHaveLength(count);
    begun = 0;
    await share();
    expect(begun).toBe(0);
    for (const seed of [1, 2]) {
      const folder = fresh('run');
      expect(await computes(folder, { augment, seed, shared })).toBe(false);
      expect(readdirSync(folder).sort()).toEqual(files);
      expect(await computes(folder, { augment, seed })).toBe(false);
      const alone = fresh('alone');
      expect(await computes(alone, { augment, seed })).toBe(true);
      expect(readFileSync(join(folder, files[1]!)).equals(readFileSync(join(alone, files[1]!)))).toBe(true);
    }
    // Other steps, and another seed where that matters, are computed anew.
    expect(
      await computes(fresh('run'), {
        augment: [{ step: 'mirror', probability: 1 }, ...augment],
        seed: 1,
        shared,
      }),
    ).toBe(true);
    expect(await computes(fresh('run'), { augment, seed: 3, shared })).toBe(count === 2);
  }
});

it('damage is noticed: that of a copy to save time is repaired, that of a run is an error', async () => {
  const { train } = await openData({ dataset: 'cifar10', data });
  const shared = fresh('comparison');
  const share = () => shareStatistics({ augment: whitened }, train, { folder: shared, seeds: [1] });
  await share();
  const [only] = readdirSync(join(shared, 'statistics'));
  const copy = join(shared, 'statistics', only!, files[1]!);
  const whole = readFileSync(copy);
  const folder = fresh('run');
  await computes(folder, { augment: whitened, seed: 1, shared });
  for (const at of [40, 200, whole.length - 1])
    for (const name of [copy, join(folder, files[1]!)])
      writeFileSync(
        name,
        whole.map((byte, i) => (i === at ? byte ^ 1 : byte)),
      );
  await share();
  expect(readFileSync(copy).equals(whole)).toBe(true);
  const error = await computes(folder, { augment: whitened, seed: 1, shared }).catch((error) => error);
  expect(error).toBeInstanceOf(InputError);
  expect(error.message).toContain(`${join(folder, files[1]!)}: damaged: it differs from what was written`);
  rmSync(join(folder, files[0]!));
  await expect(computes(folder, { augment: whitened, seed: 1, shared })).rejects.toThrow(
    /a file of this name is already in the folder/,
  );
  rmSync(join(folder, files[1]!));
  expect(await computes(folder, { augment: whitened, seed: 1, shared })).toBe(false);
  expect(readFileSync(join(folder, files[1]!)).equals(whole)).toBe(true);
});

const small: Recipe = {
  width: 0.05,
  batch: 10,
  epochs: 1,
  evaluateTrain: false,
  limit: 20,
  testLimit: 10,
  augment: whitened,
};

it('a run that is stopped while they are computed stops, leaves nothing half done, and goes on later', async () => {
  // 20 x 20 x 3 numbers an image: a matrix that takes many seconds.
  const augment: Step[] = [{ step: 'crop', size: 20, at: 'center' }, { step: 'zca' }];
  const { config } = await mergeConfig(small, { data, augment });
  const folder = join(directory, 'stopped');
  const stop = new AbortController();
  const details: unknown[] = [];
  const onEvent = (event: RunEvent) => {
    if (event.type !== 'prepare' || event.detail === undefined) return;
    details.push(event.detail);
    setTimeout(() => stop.abort(new Error('enough')), 50);
  };
  await expect(runExperiment(config, { folder, signal: stop.signal, onEvent })).rejects.toThrow('enough');
  expect(details[0]).toBe('whitening matrix, for 0 s');
  expect(readdirSync(folder).filter((name) => /statistics|new|tmp/.test(name))).toEqual([]);
});

it('the runs of a comparison find them, and an evaluation says when they are missing', async () => {
  const { config } = await mergeConfig(small, { data });
  const out = join(directory, 'table');
  const onEvent = vi.fn();
  const { runs } = await compare({ config, activations: ['relu', 'rrelu'], seeds: [1], out, onEvent });
  expect(runs.map(({ end }) => end?.type)).toEqual(['ended', 'ended']);
  expect(readdirSync(join(out, 'statistics'))).toHaveLength(1);
  for (const [, event] of onEvent.mock.calls) expect(event.what).not.toBe('statistics');
  const { folder } = runs[0]!;
  expect((await evaluateRun(folder, { limit: 5 })).images).toBe(5);
  rmSync(join(folder, files[1]!));
  await expect(evaluateRun(folder, { limit: 5 })).rejects.toThrow(
    /statistics.safetensors: damaged: it is missing/,
  );
});

it('views of crops and the mean image can be made on a device, those of a warp only for evaluations', async () => {
  const { train } = await openData({ dataset: 'cifar10', data });
  const warped: Step[] = [{ step: 'affine', rotate: 10 }, ...random];
  for (const [augment, onDevice] of [
    [random, true],
    [warped, false],
  ] as const) {
    const { source, testSource, close } = await openViews({ augment, seed: 1 }, train, {
      folder: fresh('views'),
    });
    const keys = { seed: 0, epoch: 0, indices: [0, 1] };
    expect(source!.placed?.places(keys).length).toBe(onDevice ? 12 : undefined);
    // The crop at the center, and the mean image as it is.
    expect([...testSource!.placed!.places(keys)]).toEqual(Array(2).fill([396, 32, 1, 0, 8, 1]).flat());
    await close();
  }
});
