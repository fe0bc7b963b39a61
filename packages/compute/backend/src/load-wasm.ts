import { threadCount } from '@rectified/system';
import { prepareWasm } from '@rectified/wasm';
import type * as Wasm from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import type { LoadedBackend } from './computing.js';
import { withNodeThreads } from './node-threads.js';
import { requireShared, resolveShared } from './require-shared.js';

/**
 * Loads the WebAssembly backend and gives it the kernels it lacks for training. It runs on several threads, see
 * {@link withNodeThreads}.
 */
export async function loadWasm(): Promise<LoadedBackend> {
  const before = handlers();
  const path = resolveShared('@tensorflow/tfjs-backend-wasm');
  const wasm = requireShared('@tensorflow/tfjs-backend-wasm') as typeof Wasm;
  const started = await withNodeThreads(wasm, path, wantedThreads(), () => tf.setBackend('wasm'));
  if (!started) throw new Error('tfjs could not start WebAssembly');
  removeNewHandlers(before);
  prepareWasm();
  const threads = wasm.getThreadsCount();
  const simd = await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT');
  return {
    name: 'wasm',
    backend: 'wasm',
    version: wasm.version_wasm,
    kernels: 'plain',
    threads,
    detail: `WebAssembly${simd ? ' with SIMD' : ''}, ${threads} ${threads === 1 ? 'thread' : 'threads'}`,
  };
}

/** As many as were asked for, else as many as the process may use, but no more than tfjs would take in a browser. */
function wantedThreads(): number {
  const { RECTIFIED_THREADS, TF_NUM_INTRAOP_THREADS } = process.env;
  const count = threadCount();
  return RECTIFIED_THREADS || TF_NUM_INTRAOP_THREADS ? count : Math.min(count, 4);
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
