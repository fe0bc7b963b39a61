import type { BackendName } from './backend-name.js';

/** A backend that works. */
export interface LoadedBackend {
  name: BackendName;
  /** tfjs's name for it: `tensorflow`, `wasm` or `cpu`. */
  backend: string;
  /** The version of its npm package. */
  version: string;
  /** Whose kernels compute convolutions, normalizations, poolings and updates; see `@rectified/native`. */
  kernels: 'native' | 'plain';
  /** SHA-256 of the native kernels. */
  kernelsHash?: string;
  /** How many threads compute; `undefined` if the program had already loaded TensorFlow. */
  threads?: number;
  /** What computes, and on how many threads. */
  detail: string;
}

/**
 * Which kernels are used where `@rectified/native` has some: `native` its own, `plain` TensorFlow's, `auto` its own
 * if they can be loaded (on a processor, with a compiler).
 */
export type Kernels = 'auto' | 'native' | 'plain';

/**
 * The precision of matrix products and convolutions: `float32`; `bf16`, a processor's units for 16-bit floats,
 * which have 8 bits of precision (sums stay float32); `tf32`, a GPU's units for numbers with 11 bits. Only TensorFlow's own kernels have the last two.
 */
export type Precision = 'float32' | 'tf32' | 'bf16';

/** What a backend must compute with. */
export interface Computing {
  kernels: Kernels;
  precision: Precision;
  /** Whether to reject tfjs-node-gpu if it would compute on the processor. */
  mustHaveGpu: boolean;
}
