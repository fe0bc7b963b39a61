import * as tf from '@tensorflow/tfjs-core';
import type { BackendName } from './backend-name.js';
import type { Computing, LoadedBackend } from './computing.js';
import { loadTensorFlow } from './load-tensorflow.js';
import { loadWasm } from './load-wasm.js';
import { requireShared } from './require-shared.js';

/** Loads one backend and makes it tfjs's current one, or throws an error whose message is the reason why not. */
export async function loadBackend(name: BackendName, computing: Computing): Promise<LoadedBackend> {
  if (name === 'wasm' || name === 'cpu') {
    if (computing.kernels === 'native') throw new Error('the native kernels are for tfjs-node');
    if (computing.precision !== 'float32')
      throw new Error(`it computes in float32, not in ${computing.precision}`);
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
