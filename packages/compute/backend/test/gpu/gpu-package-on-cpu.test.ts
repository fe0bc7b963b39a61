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
it.skipIf(!supported)(
  'tfjs-node-gpu that is asked for is taken without a GPU, with the native kernels or the reason',
  async () => {
    vi.stubEnv('RECTIFIED_THREADS', '1');
    await fakeGpuProject('none');
    const { name, detail } = await chooseBackend({ backend: 'tfjs-node-gpu' });
    expect(name).toBe('tfjs-node-gpu');
    expect(detail).toMatch(
      /^TensorFlow 2\.21\.0, no GPU found, CPU, 1 thread, plain kernels \(the native kernels are not built: /,
    );
  },
);
