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
 * What products of matrices and convolutions are computed in: `float32`; `bf16`, a processor's units for 16-bit floats,
 * which have 8 bits of precision (sums stay float32); `tf32`, a GPU's for numbers with 11 bits. Only TensorFlow's own kernels have the latter two.
 */
export type Precision = 'float32' | 'tf32' | 'bf16';

/** What a backend is to compute with. */
export interface Computing {
  kernels: Kernels;
  precision: Precision;
  /** Whether tfjs-node-gpu is of no use where it would compute on the processor. */
  mustHaveGpu: boolean;
}
