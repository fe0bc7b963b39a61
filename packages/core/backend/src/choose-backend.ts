import { InputError, unknownName } from '@rectified/errors';
import { BACKENDS, type BackendName } from './backend-name.js';
import { loadBackend } from './load-backend.js';

/** Which backend was taken, and why not a better one. */
export interface BackendChoice {
  name: BackendName;
  /** Of its npm package. */
  version?: string;
  /** What computes, and on how many threads: `TensorFlow 2.21.0, CPU, 2 threads`. */
  detail: string;
  /** The better ones, and what speaks against each. */
  rejected: { name: BackendName; reason: string }[];
}

/**
 * Loads the best TensorFlow.js backend of this machine (tfjs-node-gpu, tfjs-node, wasm, cpu, in this order) or the
 * one that was asked for, and makes it current. Packages are looked for in the working directory's project first.
 *
 * @example
 * const { name, detail, rejected } = await chooseBackend();
 */
export async function chooseBackend({
  backend = 'auto',
}: {
  backend?: 'auto' | BackendName;
} = {}): Promise<BackendChoice> {
  if (backend !== 'auto' && !BACKENDS.includes(backend))
    throw unknownName('backend', backend, ['auto', ...BACKENDS]);
  const rejected: BackendChoice['rejected'] = [];
  for (const candidate of backend === 'auto' ? BACKENDS : [backend]) {
    try {
      const { name, version, detail } = await loadBackend(candidate);
      return { name, version, detail, rejected };
    } catch (error) {
      rejected.push({ name: candidate, reason: (error as Error).message });
    }
  }
  if (backend !== 'auto') {
    throw new InputError({
      what: `the backend ${backend} cannot be used: ${rejected[0]!.reason}`,
      remedy: 'Without `backend` the best that works is taken',
    });
  }
  throw new InputError({
    what: `no TensorFlow.js backend can be used (${rejected.map(({ name, reason }) => `${name}: ${reason}`).join('; ')})`,
    remedy: 'npm install @tensorflow/tfjs-backend-wasm',
  });
}
