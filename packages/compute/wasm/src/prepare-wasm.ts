import { InputError } from '@rectified/errors';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { refuseFullHeap } from './refuse-full-heap.js';
import { registerTrainingKernels } from './register-training-kernels.js';

/**
 * Makes the wasm backend, which must be tfjs's current one, ready for training: convolutions get the gradient by their
 * filter, which the backend lacks, and a fast one by their input; max-pooling's gradient and the padding of convolutions
 * are put right, and so are sines of large angles; a full heap is an `InputError` instead of a write to address 0. A second call does nothing.
 *
 * @example
 * await tf.setBackend('wasm');
 * prepareWasm();
 */
export function prepareWasm(): void {
  if (tf.getBackend() !== 'wasm')
    throw new InputError({
      what: "tfjs's backend",
      expected: 'wasm',
      got: tf.getBackend() || 'none',
      remedy: 'Import @tensorflow/tfjs-backend-wasm and call `await tf.setBackend("wasm")` first',
    });
  refuseFullHeap(tf.backend() as BackendWasm);
  registerTrainingKernels();
}
