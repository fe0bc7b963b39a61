import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { compare, Recipe } from '../src/index.js';
import type { runInChild } from '../src/run-in-child.js';
import { smallRuns } from './small-runs.js';

type Environment = Readonly<Record<string, string>> | undefined;

/** Stands for the runs' processes: notes what each sees, and how many there are at a time. */
const stub = vi.hoisted(() => ({ seen: [] as Environment[], backends: [] as string[], now: 0, most: 0 }));
vi.mock('../src/run-in-child.js', async (original) => ({
  ...(await original<object>()),
  runInChild: (async ({ backend }, { environment }) => {
    stub.backends.push(backend);
    stub.seen.push(environment);
    stub.most = Math.max(stub.most, ++stub.now);
    await new Promise((done) => setTimeout(done, 10));
    stub.now--;
    return { kept: false, backend: { name: 'stub' }, result: { status: 'finished' } } as never;
  }) satisfies typeof runInChild,
}));

const { directory, small } = smallRuns();

async function seen(devices: number[] | undefined, jobs?: number, values?: Recipe) {
  Object.assign(stub, { seen: [], backends: [], most: 0 });
  const out = join(directory, `${devices} ${jobs}`);
  await compare({
    config: await small(values),
    activations: ['relu', 'prelu'],
    seeds: [1, 2, 3],
    out,
    devices,
    jobs,
  });
  const counts: Record<string, number> = {};
  for (const environment of stub.seen) {
    const device = environment?.CUDA_VISIBLE_DEVICES ?? 'all';
    counts[device] = (counts[device] ?? 0) + 1;
  }
  return { counts, most: stub.most };
}

it('a run on each GPU at a time, which it sees alone', async () => {
  expect(await seen([0, 3])).toEqual({ counts: { 0: 3, 3: 3 }, most: 2 });
});

it('more jobs share them, and fewer do not leave one idle', async () => {
  expect(await seen([0, 3], 4)).toMatchObject({ most: 4 });
  expect(Object.keys((await seen([1, 2], 4)).counts)).toEqual(['1', '2']);
  expect(await seen([0, 1, 2], 1)).toMatchObject({ most: 3 });
});

it('all runs see all GPUs where nobody says which', async () => {
  expect(await seen(undefined)).toEqual({ counts: { all: 6 }, most: 1 });
});

it('those for which a GPU was named compute on one, or not at all', async () => {
  await seen([0], 5);
  expect(new Set(stub.backends)).toEqual(new Set(['tfjs-node-gpu']));
  await seen(undefined, 5);
  expect(new Set(stub.backends)).toEqual(new Set(['auto']));
  await expect(seen([0], 6, { backend: 'wasm' })).rejects.toMatchObject({
    exitCode: 2,
    message: expect.stringMatching(/devices are GPUs.*wasm.*expected tfjs-node-gpu/),
  });
});

it('refuses what is no list of GPUs', async () => {
  for (const devices of [[0, 0], [-1], ['a'], []]) expect(Recipe.safeParse({ devices }).success).toBe(false);
  await expect(seen([-1])).rejects.toThrow(/devices of a comparison: expected the numbers of GPUs/);
});
