import { EventEmitter } from 'node:events';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import { dirname, join } from 'node:path';
import workerThreads, { type Transferable, type Worker } from 'node:worker_threads';
import type * as Wasm from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';

/**
 * Starts the wasm backend of tfjs (whose main file is `path`) on several threads, which it offers in browsers only
 * (github.com/tensorflow/tfjs/issues/3830): its Emscripten code knows Node's worker threads, but gives them its script as a
 * `blob:` URL, which they refuse. While it starts, workers made by it get the script itself. On more threads every kernel
 * of XNNPACK gives the same bits: the threads share outputs, not sums.
 */
export async function withNodeThreads<T>(
  wasm: typeof Wasm,
  path: string,
  threads: number,
  start: () => Promise<T>,
): Promise<T> {
  const script = join(dirname(path), '..', 'wasm-out', 'tfjs-backend-wasm-threaded-simd.js');
  const started = 'wasm' in tf.engine().registry;
  if (threads < 2 || started || !existsSync(script) || !(await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT')))
    return start();
  const { wasmWorkerContents } = createRequire(path)(script.replace(/js$/, 'worker.js')) as {
    wasmWorkerContents: string;
  };
  // In the file the text is written as in a template literal, whose line feeds were meant to stay escaped.
  const code = wasmWorkerContents.replaceAll('\n', '\\n');
  const { Worker } = workerThreads;
  const { cpus } = os;
  const before = Object.getOwnPropertyDescriptor(globalThis, 'Worker');
  try {
    Object.assign(workerThreads, { Worker: lazyThreads(Worker, code, script) });
    // It takes half of the machine's processors at most.
    Object.assign(os, { cpus: () => new Array(2 * threads).fill(undefined) });
    tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', true);
    wasm.setThreadsCount(threads);
    return await start();
  } finally {
    Object.assign(workerThreads, { Worker });
    Object.assign(os, { cpus });
    // Emscripten makes Node's class a global.
    Reflect.deleteProperty(globalThis, 'Worker');
    if (before) Object.defineProperty(globalThis, 'Worker', before);
  }
}

interface Message {
  readonly cmd?: string;
}

/**
 * Of eight threads that Emscripten makes beforehand, the backend uses as many as it was told, less the main one: so a
 * thread begins when it is first given something to run, and until then says what a loaded one says.
 */
function lazyThreads(Thread: typeof Worker, code: string, script: string) {
  return class extends EventEmitter {
    private load: Message | undefined;
    private thread: Worker | undefined;

    postMessage(message: Message, transfer?: readonly Transferable[]): void {
      if (message.cmd === 'load') {
        this.load = { ...message, urlOrBlob: script } as Message;
        queueMicrotask(() => this.emit('message', { cmd: 'loaded' }));
        return;
      }
      this.thread ??= this.begin();
      this.thread.postMessage(message, transfer);
    }

    /** The thread answers to its messages one after the other, so that it need not be waited for. */
    private begin(): Worker {
      const thread = new Thread(code, { eval: true });
      thread.on('message', (message: Message) => {
        if (message.cmd !== 'loaded') this.emit('message', message);
      });
      thread.on('error', (error) => this.emit('error', error));
      // After the listeners, which would take it back.
      thread.unref();
      thread.postMessage(this.load);
      return thread;
    }

    /** A thread at work keeps no process alive. */
    ref(): void {}
    unref(): void {}

    async terminate(): Promise<void> {
      await this.thread?.terminate();
    }
  };
}
