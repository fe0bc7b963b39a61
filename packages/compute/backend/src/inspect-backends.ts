import { checkOptions, oneOf, optional } from '@rectified/errors';
import * as tf from '@tensorflow/tfjs-core';
import { BACKENDS, type BackendName } from './backend-name.js';
import type { Kernels } from './computing.js';
import { loadBackend } from './load-backend.js';

/** What this machine can do with one backend. */
export interface BackendReport {
  name: BackendName;
  available: boolean;
  /** Whether it is the one that `auto` chooses. */
  used: boolean;
  kernels?: 'native' | 'plain';
  /** SHA-256 of the native kernels. */
  kernelsHash?: string;
  /** The version of the npm package, if it is installed. */
  version?: string;
  /** How many threads compute, if it is available and this is known. */
  threads?: number;
  /** What computes, and on how many threads; or the reason why it isn't available. */
  detail: string;
  /** tfjs's name, where available: `tensorflow`, `wasm` or `cpu`. */
  backend?: string;
}

/** Tries every backend, fastest first; afterwards the first available one is tfjs's current backend. */
export async function inspectBackends(options: { kernels?: Kernels } = {}): Promise<BackendReport[]> {
  const { kernels = 'auto' } = checkOptions('inspectBackends', options, {
    kernels: optional(oneOf('auto', 'native', 'plain')),
  });
  const reports: BackendReport[] = [];
  for (const name of BACKENDS) {
    try {
      const loaded = await loadBackend(name, { kernels, precision: 'float32', mustHaveGpu: true });
      reports.push({ ...loaded, available: true, used: reports.every(({ available }) => !available) });
    } catch (error) {
      reports.push({ name, available: false, used: false, detail: (error as Error).message });
    }
  }
  const used = reports.find((report) => report.used);
  if (used?.backend) await tf.setBackend(used.backend);
  return reports;
}
