import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { processorCount } from '@rectified/system';
import { smallCifar } from '@rectified/testing/files';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type CompareOptions, compare, mergeConfig } from '../src/index.js';
import { threadsPerChild } from '../src/threads-per-child.js';
import { runSourcesInChildren } from './small-runs.js';

afterEach(() => vi.unstubAllEnvs());

it('the processors are shared out, none left without', () => {
  const share = (runs: number) => threadsPerChild(runs, {});
  expect(share(1)).toEqual({});
  expect(share(2)).toEqual({ RECTIFIED_THREADS: String(Math.max(1, Math.floor(processorCount() / 2))) });
  expect(share(10_000)).toEqual({ RECTIFIED_THREADS: '1' });
});

it('a number that the environment gives is each process’s own', () => {
  expect(threadsPerChild(2, { RECTIFIED_THREADS: '3' })).toEqual({});
  expect(threadsPerChild(2, { TF_NUM_INTRAOP_THREADS: '3' })).toEqual({});
});

describe('a comparison', () => {
  /** How many threads its runs computed on, by what they say when they begin. */
  async function threadsOf(options: Pick<CompareOptions, 'jobs' | 'seeds'>, backend: 'auto' | 'wasm') {
    const directory = mkdtempSync(join(tmpdir(), 'threads-'));
    runSourcesInChildren();
    try {
      const data = smallCifar(join(directory, 'cifar'));
      const values = { data, width: 0.05, batch: 10, epochs: 1, evaluateTrain: false, backend };
      const { config } = await mergeConfig(values, {});
      const threads: (number | undefined)[] = [];
      await compare({
        config,
        activations: ['relu'],
        out: join(directory, 'out'),
        onEvent: (_, event) => void (event.type === 'start' && threads.push(event.backend.threads)),
        ...options,
      });
      return threads;
    } finally {
      rmSync(directory, { recursive: true });
    }
  }

  it.each(['auto', 'wasm'] as const)('gives each of its runs a share, on %s', async (backend) => {
    vi.stubEnv('RECTIFIED_THREADS', undefined);
    vi.stubEnv('TF_NUM_INTRAOP_THREADS', undefined);
    const share = Math.max(1, Math.floor(processorCount() / 2));
    expect(await threadsOf({ jobs: 2, seeds: [1, 2] }, backend)).toEqual([share, share]);
    // More at a time than there are is no reason to compute on fewer.
    const all = backend === 'wasm' ? Math.min(processorCount(), 4) : availableParallelism();
    expect(await threadsOf({ jobs: 9, seeds: [1] }, backend)).toEqual([all]);
  });
});
