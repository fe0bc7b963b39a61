import type * as Wasm from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import type { LoadedBackend } from './load-backend.js';
import { requireShared } from './require-shared.js';
import { refuseFullHeap } from './wasm/refuse-full-heap.js';
import { registerTrainingKernels } from './wasm/register-training-kernels.js';

/**
 * Loads the WebAssembly backend and gives it the kernels it lacks for training. It runs on one thread: tfjs starts
 * wasm threads from a `blob:` URL, which Node's workers refuse.
 */
export async function loadWasm(): Promise<LoadedBackend> {
  const before = handlers();
  const wasm = requireShared('@tensorflow/tfjs-backend-wasm') as typeof Wasm;
  if (!(await tf.setBackend('wasm'))) throw new Error('tfjs could not start WebAssembly');
  removeNewHandlers(before);
  refuseFullHeap(tf.backend() as Wasm.BackendWasm);
  registerTrainingKernels();
  const simd = await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT');
  return {
    name: 'wasm',
    backend: 'wasm',
    version: wasm.version_wasm,
    kernels: 'plain',
    detail: `WebAssembly${simd ? ' with SIMD' : ''}, 1 thread`,
  };
}

const EVENTS = ['uncaughtException', 'unhandledRejection'] as const;
type Handlers = ReturnType<typeof handlers>;

function handlers() {
  return EVENTS.map((event) => process.listeners(event as 'uncaughtException'));
}

/** Emscripten takes over the process's crash handling, and turns every error into one of its own. */
function removeNewHandlers(before: Handlers): void {
  handlers().forEach((listeners, i) => {
    for (const listener of listeners) {
      if (!before[i]!.includes(listener)) process.removeListener(EVENTS[i]!, listener);
    }
  });
}
