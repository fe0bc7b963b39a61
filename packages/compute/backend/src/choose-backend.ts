import { checkOptions, InputError, renamed, unknownName } from '@rectified/errors';
import { threadCount } from '@rectified/system';
import { BACKENDS, type BackendName } from './backend-name.js';
import type { Kernels, Precision } from './computing.js';
import { loadBackend } from './load-backend.js';

const KERNELS: readonly Kernels[] = ['auto', 'native', 'plain'];
const PRECISIONS: readonly Precision[] = ['float32', 'tf32', 'bf16'];

/** Which backend was chosen, and why not a better one. */
export interface BackendChoice {
  name: BackendName;
  /** The version of its npm package. */
  version?: string;
  /** Whose kernels compute convolutions, normalizations, poolings and updates; see `@rectified/native`. */
  kernels: 'native' | 'plain';
  /** SHA-256 of the native kernels' file: the same for the same sources, compiler and processor. */
  kernelsHash?: string;
  /**
   * How many threads compute; `undefined` if the program had already loaded TensorFlow. The native kernels and wasm give
   * the same bits for any number; TensorFlow's own do not, in gradients of filters and in sums over whole tensors.
   */
  threads?: number;
  /** What computes, and on how many threads: `TensorFlow 2.21.0, CPU, 2 threads, native kernels`. */
  detail: string;
  /** The better backends, and why they were rejected. */
  rejected: { name: BackendName; reason: string }[];
}

/**
 * Loads the best TensorFlow.js backend of this machine (tfjs-node-gpu, tfjs-node, wasm, cpu, in this order) or the
 * requested one, and makes it current. By default, tfjs-node-gpu is used only if TensorFlow finds a GPU. tfjs-node gets the kernels of `@rectified/native` if they are built,
 * unless `kernels` is `plain`; with `native`, anything else is an error. `precision: 'bf16'` is for processors that have units for
 * it (above all AMX), on which TensorFlow's own kernels may then be faster; `'tf32'` is for GPUs, which otherwise compute in full
 * float32. Packages are looked up first in the working directory's project.
 *
 * @example
 * const { name, detail, rejected } = await chooseBackend();
 */
export async function chooseBackend(
  options: { backend?: 'auto' | BackendName; kernels?: Kernels; precision?: Precision } = {},
): Promise<BackendChoice> {
  const {
    backend = 'auto',
    kernels = 'auto',
    precision = 'float32',
  } = checkOptions('chooseBackend', options, ['backend', 'kernels', 'precision'], {
    string: renamed('backend'),
  });
  if (!KERNELS.includes(kernels)) throw unknownName('kernels', kernels, KERNELS);
  if (!PRECISIONS.includes(precision)) throw unknownName('precision', precision, PRECISIONS);
  if (backend !== 'auto' && !BACKENDS.includes(backend))
    throw unknownName('backend', backend, ['auto', ...BACKENDS]);
  threadCount(); // an invalid $RECTIFIED_THREADS is an error, not a reason to reject each backend
  const rejected: BackendChoice['rejected'] = [];
  for (const candidate of backend === 'auto' ? BACKENDS : [backend]) {
    try {
      const computing = { kernels, precision, mustHaveGpu: backend === 'auto' };
      const { backend: _, ...choice } = await loadBackend(candidate, computing);
      return { ...choice, rejected };
    } catch (error) {
      rejected.push({ name: candidate, reason: (error as Error).message });
    }
  }
  if (backend !== 'auto') {
    throw new InputError({
      what: `the backend ${backend} cannot be used: ${rejected[0]!.reason}`,
      remedy: 'Leave out `backend` to use the best one that works',
    });
  }
  throw new InputError({
    what: `no TensorFlow.js backend can be used (${rejected.map(({ name, reason }) => `${name}: ${reason}`).join('; ')})`,
    remedy:
      precision !== 'float32'
        ? 'Leave out `precision`'
        : kernels === 'native'
          ? 'Leave out `kernels`'
          : 'npm install @tensorflow/tfjs-backend-wasm',
  });
}
