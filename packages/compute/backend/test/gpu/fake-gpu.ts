import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { onTestFinished, vi } from 'vitest';
import { installTensorFlow } from '../../src/index.js';
import { type FakeMachine, fakeMachine } from '../install/fake-machine.js';

/** Runs where TensorFlow for GPUs does. */
export const supported = process.platform === 'linux' && process.arch === 'x64';

/** What TensorFlow 2.21 remarks on a machine with a driver and no GPU, on one whose libraries it misses, and what says nothing. */
export const REMARKS = {
  device:
    'E0000 00:00:1764342000.000000 1 cuda_platform.cc:52] failed call to cuInit: CUDA_ERROR_NO_DEVICE: no CUDA-capable device is detected',
  library:
    'W0000 00:00:1764342000.000000 1 gpu_device.cc:2365] Cannot dlopen some GPU libraries. Skipping registering GPU devices...',
  other: '2026-01-01 00:00:00.000000: I tensorflow/core/util/port.cc:153] oneDNN custom operations are on.',
};

const home = process.cwd();

/**
 * A project with a tfjs-node-gpu that is installed, and that finds a GPU, none, or crashes while it looks. This process works in
 * it until the test is finished.
 */
export async function fakeGpuProject(
  finds: 'gpu' | 'none' | 'crash',
  remarks: string[] = [],
): Promise<FakeMachine> {
  const machine = await fakeMachine({ package: 'tfjs-node-gpu' });
  const core = createRequire(import.meta.url).resolve('@tensorflow/tfjs-core');
  const shared = join(machine.project, 'node_modules', '@tensorflow', 'tfjs-core');
  mkdirSync(shared);
  writeFileSync(join(shared, 'package.json'), JSON.stringify({ main: core }));
  // Only its commands are found, no real pip.
  vi.stubEnv('PATH', machine.bin);
  vi.stubEnv('CXX', undefined);
  const installation = await installTensorFlow({ gpu: true, project: machine.project, cache: machine.cache });
  if (!installation.installed) throw new Error(installation.reason);
  writeFileSync(
    join(machine.tfjsNode, 'index.js'),
    `
const tf = require('@tensorflow/tfjs-core');
class Backend extends tf.KernelBackend {
  isGPUPackage = true;
  isUsingGpuDevice = ${finds === 'gpu'};
  binding = { TF_Version: '2.21.0' };
}
tf.registerBackend('tensorflow', () => new Backend(), 3);
tf.setBackend('tensorflow');
exports.version = { 'tfjs-node': '4.22.0' };
exports.backend = () => {
  // Not where TensorFlow says errors only.
  if (process.env.TF_CPP_MIN_LOG_LEVEL === '0') {
    console.error(${JSON.stringify(remarks.join('\n'))});
    if (${finds === 'crash'}) process.kill(process.pid, 'SIGABRT');
  }
  return tf.backend();
};
`,
  );
  vi.stubEnv('RECTIFIED_CACHE', machine.cache);
  process.chdir(machine.project);
  onTestFinished(() => {
    process.chdir(home);
    vi.unstubAllEnvs();
    machine.remove();
  });
  return machine;
}
