import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { cacheFolder, patchNodeUtil, processorCount, threadCount } from '@rectified/system';
import * as tf from '@tensorflow/tfjs-core';
import { type Addon, type LoadedAddon, loadedAddon, setLoadedAddon } from './addon.js';
import { findKernels, stampFile } from './build/built-kernels.js';
import { registerKernels, unregisterKernels } from './operations/kernels.js';

export interface LoadOptions {
  /** Where `buildNative` put the kernels. Default $RECTIFIED_CACHE, $XDG_CACHE_HOME/rectified or ~/.cache/rectified. */
  cache?: string;
  /**
   * Number of threads; 0 for as many as the process may use. Default $RECTIFIED_THREADS, then $TF_NUM_INTRAOP_THREADS, then 0. Results do
   * not depend on it.
   */
  threads?: number;
  /**
   * Whether the process keeps the memory of disposed tensors (glibc's `mallopt`), instead of getting cleared pages from the system for
   * every large tensor of every step. Default true.
   */
  keepMemory?: boolean;
  /** Receives a line for each function that is compiled on first use. Default: standard error. */
  say?: (line: string) => void;
}

export type NativeState =
  | {
      loaded: true;
      path: string;
      /** SHA-256 of the file: the same kernels, compiled by the same compiler. */
      sha256: string;
      threads: number /** 64 with AVX-512, 32 with AVX2, else 16. */;
      vectorBytes: number;
    }
  | { loaded: false /** Why not: one sentence, with what to do. */; reason: string };

/** The part of tfjs-node's backend that is used. */
interface NodeBackend {
  binding: { TF_Version: string };
  isUsingGpuDevice: boolean;
}

const HOW = '`npx @rectified/cli backend install` (or `buildNative()`)';

/**
 * Loads the compiled kernels into the TensorFlow of tfjs-node, which must already be loaded, and registers them with tfjs for the
 * operations of `@rectified/kernels`. If that is impossible, the result says why, and the program can go on with the ordinary
 * operations. A second call changes the options, and undoes {@link setNativeAside}.
 *
 * @example
 * const native = loadNative();
 * if (!native.loaded) console.error(native.reason);
 */
export function loadNative({ cache, threads, keepMemory = true, say }: LoadOptions = {}): NativeState {
  const found = loadedAddon() ?? load(cache === undefined ? cacheFolder() : resolve(cache), say);
  if ('reason' in found) return { loaded: false, reason: found.reason };
  const { addon, path, sha256 } = found;
  registerKernels();
  if (keepMemory) addon.keepMemory();
  const count = threads === 0 ? processorCount() : (threads ?? threadCount());
  return { loaded: true, path, sha256, threads: addon.threads(count), vectorBytes: addon.vectorBytes };
}

/** From now on, networks use TensorFlow's own operations. The kernels remain in the process, because TensorFlow cannot unload them. */
export function setNativeAside(): void {
  unregisterKernels();
}

/** Whether the kernels are loaded and tfjs's current backend is the one that has them. */
export function nativeLoaded(): boolean {
  return loadedAddon() !== undefined && tf.getBackend() === 'tensorflow';
}

function load(cache: string, say: LoadOptions['say'] = console.error): LoadedAddon | { reason: string } {
  const backend = tf.findBackend('tensorflow') as unknown as NodeBackend | null;
  if (backend === null) return { reason: 'tfjs-node is not loaded' };
  patchNodeUtil(); // the ordinary operations, which run beside ours, need it
  if (backend.isUsingGpuDevice) return { reason: 'TensorFlow computes on a GPU' };
  const stamp = stampFile(cache, backend.binding.TF_Version);
  const found = findKernels(stamp);
  if (found === undefined) return { reason: `the native kernels are not built: ${HOW} builds them` };
  if ('damage' in found)
    return { reason: `the native kernels are damaged (${found.file} ${found.damage}): ${HOW} repairs them` };
  const { path, sha256 } = found;
  try {
    setLoadedAddon({ addon: createRequire(import.meta.url)(path) as Addon, path, sha256, stamp, say });
  } catch (error) {
    return { reason: `the native kernels do not load: ${(error as Error).message.split('\n')[0]}` };
  }
  return loadedAddon()!;
}
