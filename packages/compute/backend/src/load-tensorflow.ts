import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { counted } from '@rectified/errors';
import { loadNative, setNativeAside } from '@rectified/native';
import { patchNodeUtil, threadCount } from '@rectified/system';
import * as tf from '@tensorflow/tfjs-core';
import { checkTensorFlow, remedyFor } from './check/check-tensorflow.js';
import { tryLoading } from './check/try-loading.js';
import type { Computing, LoadedBackend } from './computing.js';
import { type NodePackage, nodePackageOf } from './node-package.js';
import { environmentFor, requirePrecision } from './precision.js';
import { registerLeakyReluGrad } from './register-leaky-relu-grad.js';
import { resolveShared } from './require-shared.js';

/** What this package reads of tfjs-node's backend object. */
interface NodeBackend {
  binding: { TF_Version: string };
  isGPUPackage: boolean;
  isUsingGpuDevice: boolean;
}

/** Those of the TensorFlow in this process, which has no other way to learn or change them. */
let threads: number | undefined;

/**
 * Loads tfjs-node or tfjs-node-gpu, and the native kernels into it. A process holds one TensorFlow: with one of them
 * loaded, the other is refused.
 */
export async function loadTensorFlow(
  name: 'tfjs-node-gpu' | 'tfjs-node',
  { kernels: wanted, precision, mustHaveGpu }: Computing,
): Promise<LoadedBackend> {
  const gpu = name === 'tfjs-node-gpu';
  if (gpu && !hasNvidiaDriver()) throw new Error('this machine has no NVIDIA driver');
  const other = loadedTensorFlow();
  if (other && other.isGPUPackage !== gpu) {
    throw new Error(
      `${gpu ? 'tfjs-node' : 'tfjs-node-gpu'} is loaded, and a process can hold one TensorFlow`,
    );
  }
  patchNodeUtil();
  // Ours compute in float32.
  const kernels = precision === 'float32' ? wanted : 'plain';
  requirePrecision({ kernels: wanted, precision, gpu });
  for (const [name, value] of Object.entries(environmentFor({ precision, gpu })))
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  // TensorFlow writes what it is about to do to stderr; 2 leaves errors.
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';
  const { main, tfjsNode } = findInstalled(name);
  if (!other) {
    await checkTensorFlow(tfjsNode);
    if (gpu && mustHaveGpu) await tryLoading(tfjsNode, { gpu: true });
    threads = threadCount();
    process.env.TF_NUM_INTRAOP_THREADS = process.env.TF_NUM_INTEROP_THREADS = String(threads);
  }
  const { version } = createRequire(import.meta.url)(main) as { version: Record<string, string> };
  registerLeakyReluGrad();
  const { binding, isUsingGpuDevice } = loadedTensorFlow()!;
  const device = isUsingGpuDevice ? 'GPU' : gpu ? 'no GPU found, CPU' : 'CPU';
  setNativeAside();
  const native = kernels === 'plain' ? undefined : loadNative();
  if (kernels === 'native' && native?.loaded === false) throw new Error(native.reason);
  const computing =
    native === undefined
      ? `plain kernels${precision === 'float32' ? '' : ` in ${precision}`}`
      : native.loaded
        ? `native kernels${native.threads === threads ? '' : ` on ${counted(native.threads, 'thread')}`}`
        : `plain kernels (${native.reason})`;
  return {
    name,
    backend: 'tensorflow',
    version: version['tfjs-node']!,
    kernels: native?.loaded ? 'native' : 'plain',
    kernelsHash: native?.loaded ? native.sha256 : undefined,
    threads,
    detail: `TensorFlow ${binding.TF_Version}, ${device}, ${countOf(threads)}, ${computing}`,
  };
}

/** What is not known is the choice of whoever loaded TensorFlow. */
function countOf(threads: number | undefined): string {
  return threads === undefined ? 'threads as the program that loaded it chose' : counted(threads, 'thread');
}

function loadedTensorFlow(): NodeBackend | null {
  return tf.findBackend('tensorflow') as unknown as NodeBackend | null;
}

/** The package's main file, and the package. */
function findInstalled(name: string): { main: string; tfjsNode: NodePackage } {
  const full = `@tensorflow/${name}`;
  try {
    const main = resolveShared(full, '@tensorflow/tfjs');
    return { main, tfjsNode: nodePackageOf(main, full) };
  } catch (cause) {
    const { message } = cause as Error;
    if (!message.endsWith('is not installed')) throw cause;
    const command = `npm install --ignore-scripts ${full}`;
    throw new Error(`${message}: \`${command}\`, then ${remedyFor({ name })}`, { cause });
  }
}

function hasNvidiaDriver(): boolean {
  const traces = ['/proc/driver/nvidia/version', '/dev/nvidiactl', '/dev/dxg'];
  return process.platform !== 'linux' || traces.some((path) => existsSync(path));
}
