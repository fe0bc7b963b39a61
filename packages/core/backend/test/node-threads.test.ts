import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

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
