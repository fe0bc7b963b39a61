import { inspectBackends } from './inspect-backends.js';

/**
 * Registers every backend of this machine with tfjs and returns tfjs's names for them, fastest first:
 * `tensorflow`, `wasm`, `cpu`. The first is current afterwards. For tests, which run on all of them; TensorFlow computes with its own kernels. A program
 * wants `chooseBackend`.
 *
 * @example
 * for (const backend of await loadBackends()) await tf.setBackend(backend);
 */
export async function loadBackends(): Promise<string[]> {
  return (await inspectBackends({ kernels: 'plain' })).flatMap(({ backend }) => backend ?? []);
}
