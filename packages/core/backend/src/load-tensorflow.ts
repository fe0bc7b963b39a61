import { existsSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { counted } from '@rectified/errors';
import { loadNative } from '@rectified/native';
import { mendUtil } from '@rectified/system';
import * as tf from '@tensorflow/tfjs-core';
import type { Computing, LoadedBackend } from './load-backend.js';
import { requireShared } from './require-shared.js';

/** What this package reads of tfjs-node's backend object. */
interface NodeBackend {
  binding: { TF_Version: string };
  isGPUPackage: boolean;
  isUsingGpuDevice: boolean;
}

/** Loads tfjs-node or tfjs-node-gpu, and the native kernels into it. A process holds one TensorFlow: with one of them loaded, the other is refused. */
export function loadTensorFlow(
  name: 'tfjs-node-gpu' | 'tfjs-node',
  { kernels: wanted, precision }: Computing,
): LoadedBackend {
  const gpu = name === 'tfjs-node-gpu';
  if (gpu && !hasNvidiaDriver()) throw new Error('this machine has no NVIDIA driver');
  const other = tf.findBackend('tensorflow') as unknown as NodeBackend | null;
  if (other && other.isGPUPackage !== gpu) {
    throw new Error(
      `${gpu ? 'tfjs-node' : 'tfjs-node-gpu'} is loaded, and a process can hold one TensorFlow`,
    );
  }
  mendUtil();
  // Ours compute in float32.
  const kernels = precision === 'bf16' ? 'plain' : wanted;
  if (precision === 'bf16') requireBf16(wanted);
  // oneDNN, which computes TensorFlow's convolutions and products of matrices, reads it before the first of them.
  process.env.ONEDNN_DEFAULT_FPMATH_MODE = precision === 'bf16' ? 'BF16' : 'STRICT';
  // TensorFlow writes what it is about to do to stderr; 2 leaves errors.
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';
  const { version } = requireTensorFlow(name) as { version: Record<string, string> };
  const { binding, isUsingGpuDevice } = tf.findBackend('tensorflow') as unknown as NodeBackend;
  const threads = process.env.TF_NUM_INTRAOP_THREADS ?? availableParallelism();
  const device = isUsingGpuDevice ? 'GPU' : gpu ? 'no GPU found, CPU' : 'CPU';
  const native = kernels === 'plain' ? undefined : loadNative();
  if (kernels === 'native' && native?.loaded === false) throw new Error(native.reason);
  const computing =
    native === undefined
      ? `plain kernels${precision === 'bf16' ? ' in bf16' : ''}`
      : native.loaded
        ? 'native kernels'
        : `plain kernels (${native.reason})`;
  return {
    name,
    backend: 'tensorflow',
    version: version['tfjs-node']!,
    kernels: native?.loaded ? 'native' : 'plain',
    detail: `TensorFlow ${binding.TF_Version}, ${device}, ${counted(Number(threads), 'thread')}, ${computing}`,
  };
}

function requireBf16(kernels: Computing['kernels']): void {
  if (kernels === 'native') throw new Error('the native kernels compute in float32, not in bf16');
  const flags = existsSync('/proc/cpuinfo') ? readFileSync('/proc/cpuinfo', 'utf8') : '';
  if (!/\b(amx_bf16|avx512_bf16|bf16)\b/.test(flags))
    throw new Error('this processor has no bf16 units (amx_bf16, avx512_bf16; bf16 on arm64)');
}

const HOW = '`rectified backend install` (or `installTensorFlow()`)';

function requireTensorFlow(name: string): unknown {
  try {
    return requireShared(`@tensorflow/${name}`, '@tensorflow/tfjs');
  } catch (cause) {
    const { message } = cause as Error;
    if (message.endsWith('is not installed')) {
      const command = `npm install --ignore-scripts @tensorflow/${name}`;
      throw new Error(`${message}: \`${command}\`, then ${HOW}`, { cause });
    }
    if (message.includes('tfjs_binding.node')) {
      throw new Error(`its native part is missing or does not load: ${HOW} builds it`, { cause });
    }
    throw cause;
  }
}

function hasNvidiaDriver(): boolean {
  const traces = ['/proc/driver/nvidia/version', '/dev/nvidiactl', '/dev/dxg'];
  return process.platform !== 'linux' || traces.some((path) => existsSync(path));
}
