import * as tf from '@tensorflow/tfjs-core';
import type { BackendName } from './backend-name.js';
import { loadTensorFlow } from './load-tensorflow.js';
import { loadWasm } from './load-wasm.js';
import { requireShared } from './require-shared.js';

/** A backend that works. */
export interface LoadedBackend {
  name: BackendName;
  /** tfjs's name for it: `tensorflow`, `wasm` or `cpu`. */
  backend: string;
  /** Of its npm package. */
  version: string;
  /** Whose kernels compute convolutions, normalizations, poolings and updates; see `@rectified/native`. */
  kernels: 'native' | 'plain';
  /** SHA-256 of the native kernels. */
  kernelsHash?: string;
  /** How many threads compute; `undefined` where the program had loaded TensorFlow before. */
  threads?: number;
  /** What computes, and on how many threads. */
  detail: string;
}

/**
 * Whose kernels compute what `@rectified/native` has kernels for: `native` its own, `plain` TensorFlow's, `auto` its own
 * if they can be loaded (a processor with a compiler).
 */
export type Kernels = 'auto' | 'native' | 'plain';

/**
 * What products of matrices and convolutions are computed in: `float32`, or `bf16`, the processor's units for 16-bit floats,
 * which have 8 bits of precision (sums stay float32). Only TensorFlow's own kernels have the latter.
 */
export type Precision = 'float32' | 'bf16';

/** What a backend is to compute with. */
export interface Computing {
  kernels: Kernels;
  precision: Precision;
  /** Whether tfjs-node-gpu is of no use where it would compute on the processor. */
  mustHaveGpu: boolean;
}

/** Loads one backend and makes it tfjs's current one, or throws an error whose message is the reason why not. */
export async function loadBackend(name: BackendName, computing: Computing): Promise<LoadedBackend> {
  if (name === 'wasm' || name === 'cpu') {
    if (computing.kernels === 'native') throw new Error('the native kernels are for tfjs-node');
    if (computing.precision === 'bf16') throw new Error('bf16 is for tfjs-node');
  }
  const loaded =
    name === 'wasm' ? await loadWasm() : name === 'cpu' ? loadCpu() : await loadTensorFlow(name, computing);
  if (!(await tf.setBackend(loaded.backend))) throw new Error(`tfjs could not start ${name}`);
  return loaded;
}

function loadCpu(): LoadedBackend {
  const { version_cpu } = requireShared('@tensorflow/tfjs-backend-cpu') as { version_cpu: string };
  // tfjs greets on its first tensor with the advice to install tfjs-node.
  Object.assign(tf.findBackend('cpu'), { firstUse: false });
  return {
    name: 'cpu',
    backend: 'cpu',
    version: version_cpu,
    kernels: 'plain',
    threads: 1,
    detail: 'plain JavaScript, 1 thread, slow',
  };
}
