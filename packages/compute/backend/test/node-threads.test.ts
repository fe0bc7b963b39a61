import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it, vi } from 'vitest';
import { chooseBackend } from '../src/index.js';
import { hasTensorFlow } from './has-tensorflow.js';

/** A process ends while threads that it began still wait for work, or this never returns. */
async function convolveOn(threads: number): Promise<{ detail: string; hash: string; left: boolean }> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [
      '--conditions=@rectified/source',
      '--import',
      import.meta.resolve('tsx'),
      resolve('test', 'convolve-on-wasm.ts'),
    ],
    { env: { ...process.env, RECTIFIED_THREADS: String(threads) } },
  );
  return JSON.parse(stdout);
}

it('wasm gives the same bits on any number of threads', async () => {
  const [one, ...more] = await Promise.all([1, 2, 3].map(convolveOn));
  expect(one!.detail).toBe('WebAssembly with SIMD, 1 thread');
  expect(more.map(({ detail }) => detail)).toEqual([
    'WebAssembly with SIMD, 2 threads',
    'WebAssembly with SIMD, 3 threads',
  ]);
  for (const { hash, left } of more) {
    expect(hash).toBe(one!.hash);
    // Node 20 has no global of this name, and none is left where tfjs has started.
    expect(left).toBe(one!.left);
  }
});

interface Threads {
  detail: string;
  threads: number;
  /** Those of TensorFlow that run, by their name. */
  began: number;
}

/** tfjs-node in a process of its own, with these variables instead of ours. */
async function computeWith(environment: Record<string, string>): Promise<Threads> {
  const {
    RECTIFIED_THREADS: _,
    TF_NUM_INTRAOP_THREADS: __,
    TF_NUM_INTEROP_THREADS: ___,
    ...ours
  } = process.env;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [
      '--conditions=@rectified/source',
      '--import',
      import.meta.resolve('tsx'),
      resolve('test', 'compute-on-tensorflow.ts'),
    ],
    { env: { ...ours, ...environment } },
  );
  return JSON.parse(stdout);
}

describe.skipIf(!hasTensorFlow)('tfjs-node', () => {
  it('takes one number of threads for all, and says which', async () => {
    const [one, three, tensorflow] = await Promise.all([
      computeWith({ RECTIFIED_THREADS: '1', TF_NUM_INTRAOP_THREADS: '7' }),
      computeWith({ RECTIFIED_THREADS: '3' }),
      computeWith({ TF_NUM_INTRAOP_THREADS: '2' }),
    ]);
    expect(one.detail).toMatch(/, 1 thread, (native|plain) kernels/);
    expect(three.detail).toMatch(/, 3 threads, (native|plain) kernels/);
    expect(tensorflow.detail).toMatch(/, 2 threads, (native|plain) kernels/);
    const all = [one, three, tensorflow];
    expect(all.map(({ threads }) => threads)).toEqual([1, 3, 2]);
    if (process.platform === 'linux') expect(all.map(({ began }) => began)).toEqual([1, 3, 2]);
    // The native kernels would say so if they had another number.
    for (const { detail } of all) expect(detail).not.toContain('kernels on');
  });
});

it('a wrong number of threads is wrong input', async () => {
  vi.stubEnv('RECTIFIED_THREADS', 'all');
  await expect(chooseBackend({ backend: 'cpu' })).rejects.toThrow(
    'the variable RECTIFIED_THREADS: expected a whole number from 1 to 1024, got "all"',
  );
  vi.unstubAllEnvs();
});
