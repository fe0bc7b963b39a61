import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { chooseBackend, inspectBackends, installTensorFlow } from '../../src/index.js';
import { loadBackend } from '../../src/load-backend.js';
import { fakeGpuProject, REMARKS, supported } from './fake-gpu.js';

// A driver, as a container or a login node may have it without a GPU.
vi.mock(import('node:fs'), async (original) => {
  const fs = await original();
  const existsSync = (path: Parameters<typeof fs.existsSync>[0]) =>
    path === '/dev/nvidiactl' || fs.existsSync(path);
  return { ...fs, existsSync };
});

describe.skipIf(!supported)('a machine with a driver, tfjs-node-gpu and no GPU', () => {
  /** As without a wish for it; other backends would be loaded for good. */
  const load = () =>
    loadBackend('tfjs-node-gpu', { kernels: 'auto', precision: 'float32', mustHaveGpu: true });

  it('gives the reason of TensorFlow: no device, or libraries that are missing', async () => {
    await fakeGpuProject('none', [REMARKS.other, REMARKS.device]);
    await expect(load()).rejects.toThrow(
      /^TensorFlow finds no GPU: failed call to cuInit: CUDA_ERROR_NO_DEVICE: no CUDA-capable device is detected$/,
    );
    await fakeGpuProject('none', [REMARKS.library]);
    await expect(load()).rejects.toThrow(
      /^TensorFlow finds no GPU: Cannot dlopen some GPU libraries. Skipping registering GPU devices...$/,
    );
    await fakeGpuProject('none', [REMARKS.other]);
    await expect(load()).rejects.toThrow(/^TensorFlow finds no GPU$/);
  });

  it('does not crash with a TensorFlow that does', async () => {
    await fakeGpuProject('crash');
    await expect(load()).rejects.toThrow(/^it crashes when it is loaded \(SIGABRT\)$/);
  });

  it('is told by the installation', async () => {
    const { project, cache } = await fakeGpuProject('none', [REMARKS.device]);
    expect(await installTensorFlow({ gpu: true, project, cache })).toMatchObject({
      installed: true,
      noGpu: expect.stringContaining('no CUDA-capable device'),
    });
  });

  it('names the installation for GPUs where the native part is missing, and nothing else', async () => {
    const { tfjsNode } = await fakeGpuProject('gpu');
    rmSync(join(tfjsNode, 'lib'), { recursive: true });
    const log = vi.spyOn(console, 'error');
    const reason =
      'its native part is missing: `npx @rectified/cli backend install --gpu` (or `installTensorFlow({ gpu: true })`) builds it';
    await expect(load()).rejects.toThrow(reason);
    await expect(chooseBackend({ backend: 'tfjs-node-gpu' })).rejects.toThrow(reason);
    expect(log).not.toHaveBeenCalled();
  });

  it('takes the next backend', async () => {
    await fakeGpuProject('none', [REMARKS.device]);
    const { name, rejected } = await chooseBackend();
    expect(['tfjs-node', 'wasm']).toContain(name);
    expect(rejected[0]).toEqual({
      name: 'tfjs-node-gpu',
      reason: expect.stringMatching(/^TensorFlow finds no GPU: failed call/),
    });
    const [gpu] = await inspectBackends();
    expect(gpu).toMatchObject({ name: 'tfjs-node-gpu', available: false });
  });
});
