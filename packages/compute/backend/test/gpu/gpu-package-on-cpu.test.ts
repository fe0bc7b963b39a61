import { afterEach, expect, it, vi } from 'vitest';
import { chooseBackend } from '../../src/index.js';
import type { FakeMachine } from '../install/fake-machine.js';
import { fakeGpuProject, supported } from './fake-gpu.js';

vi.mock(import('node:fs'), async (original) => {
  const fs = await original();
  const existsSync = (path: Parameters<typeof fs.existsSync>[0]) =>
    path === '/dev/nvidiactl' || fs.existsSync(path);
  return { ...fs, existsSync };
});

const home = process.cwd();
let machine: FakeMachine;
afterEach(() => {
  process.chdir(home);
  vi.unstubAllEnvs();
  machine.remove();
});

// One test in this process: it holds one TensorFlow.
it.skipIf(!supported)(
  'tfjs-node-gpu that is asked for is taken without a GPU, with the native kernels or the reason',
  async () => {
    vi.stubEnv('RECTIFIED_THREADS', '1');
    machine = await fakeGpuProject('none');
    vi.stubEnv('RECTIFIED_CACHE', machine.cache);
    process.chdir(machine.project);
    const { name, detail } = await chooseBackend({ backend: 'tfjs-node-gpu' });
    expect(name).toBe('tfjs-node-gpu');
    expect(detail).toMatch(
      /^TensorFlow 2\.21\.0, no GPU found, CPU, 1 thread, plain kernels \(the native kernels are not built: /,
    );
  },
);
