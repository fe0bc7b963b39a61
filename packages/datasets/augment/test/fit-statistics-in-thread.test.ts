import { subscribe } from 'node:diagnostics_channel';
import type { Worker } from 'node:worker_threads';
import { InputError } from '@rectified/errors';
import { describe, expect, it } from 'vitest';
import { fitStatistics, type Step } from '../src/index.js';
import { fitStatisticsInThread } from '../src/workers/index.js';
import { black, noise } from './noise.js';

/** Every thread that this process has started; one that has ended has the number -1. */
const threads: Worker[] = [];
subscribe('worker_threads', (message) => threads.push((message as { worker: Worker }).worker));
const running = () => threads.filter(({ threadId }) => threadId !== -1).length;

const steps: Step[] = [{ step: 'crop', size: 3 }, { step: 'gcn' }, { step: 'zca' }];
const images = noise(600, [4, 4, 3]);

describe('fitStatisticsInThread', () => {
  it('gives what fitStatistics gives, to the bit, and ends its thread', async () => {
    const seen: unknown[] = [];
    const made = await fitStatisticsInThread(steps, images, { seed: 3, onProgress: (at) => seen.push(at) });
    expect(made).toEqual(await fitStatistics(steps, images, { seed: 3 }));
    expect(seen.slice(0, 4)).toEqual([
      { step: 'zca', images: 256, of: 600 },
      { step: 'zca', images: 512, of: 600 },
      { step: 'zca', images: 600, of: 600 },
      { step: 'zca', images: 600, of: 600, matrixSeconds: 0 },
    ]);
    expect([threads.length, running()]).toEqual([1, 0]);
  });

  it('needs no thread for a mean image', async () => {
    const before = threads.length;
    await fitStatisticsInThread([{ step: 'subtract-mean' }], images, { seed: 1 });
    expect(threads.length).toBe(before);
  });

  it('stops while the matrix is computed, at once', async () => {
    // 20 x 20 x 3: many seconds of eigenvectors in one piece, in which nothing but the end of the thread helps.
    const large = noise(300, [20, 20, 3]);
    const stop = new AbortController();
    const fitting = fitStatisticsInThread([{ step: 'zca' }], large, {
      seed: 1,
      signal: stop.signal,
      onProgress: ({ matrixSeconds }) => {
        // Not within the call that begins it: then the thread would not have begun.
        if (matrixSeconds === 0) setTimeout(() => stop.abort(new Error('enough')), 50);
      },
    });
    await expect(fitting).rejects.toThrow('enough');
    expect(running()).toBe(0);
  });

  it.each([fitStatistics, fitStatisticsInThread])('stops between images (%o)', async (fit) => {
    const stop = new AbortController();
    let images256 = 0;
    const fitting = fit(steps, images, {
      seed: 1,
      signal: stop.signal,
      onProgress: () => {
        images256++;
        stop.abort(new Error('enough'));
      },
    });
    await expect(fitting).rejects.toThrow('enough');
    expect(images256).toBe(1);
    await expect(fit(steps, images, { seed: 1, signal: AbortSignal.abort(new Error('no')) })).rejects.toThrow(
      'no',
    );
    expect(running()).toBe(0);
  });

  it('passes an error of the thread on', async () => {
    const error = await fitStatisticsInThread([{ step: 'zca', bias: 0 }], black(images), { seed: 1 }).catch(
      (error) => error,
    );
    expect(error).toBeInstanceOf(InputError);
    expect(error.message).toMatch(/without variance, so they cannot be whitened: expected a bias above 0/);
    expect(running()).toBe(0);
  });
});
