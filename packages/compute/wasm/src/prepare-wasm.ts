import { InputError } from '@rectified/errors';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { refuseFullHeap } from './refuse-full-heap.js';
import { registerTrainingKernels } from './register-training-kernels.js';

/**
 * Prepares the wasm backend, which must be tfjs's current one, for training: adds the gradient of convolutions by their
 * filter, which the backend lacks, and a fast one by their input; corrects the gradient of max pooling, the padding of convolutions
 * and sines of large angles; makes a full heap an `InputError` instead of a write to address 0. A second call does nothing.
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
