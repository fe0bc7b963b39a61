import { existsSync } from 'node:fs';
import { expect, it, vi } from 'vitest';
import { chooseBackend } from '../../src/index.js';
import { fakeGpuProject, supported } from './fake-gpu.js';

vi.mock(import('node:fs'), async (original) => {
  const fs = await original();
  const existsSync = (path: Parameters<typeof fs.existsSync>[0]) =>
    path === '/dev/nvidiactl' || fs.existsSync(path);
  return { ...fs, existsSync };
});

// One test in this process: it holds one TensorFlow.
it.skipIf(!supported)('a GPU that TensorFlow finds is taken, unasked', async () => {
  expect(existsSync('/dev/nvidiactl')).toBe(true);
  vi.stubEnv('RECTIFIED_THREADS', '3');
  await fakeGpuProject('gpu');
  expect(await chooseBackend({ kernels: 'plain' })).toMatchObject({
    name: 'tfjs-node-gpu',
    detail: 'TensorFlow 2.21.0, GPU, 3 threads, plain kernels',
    rejected: [],
  });
});
