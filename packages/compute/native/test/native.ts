import { buildNative, loadNative, type NativeState } from '../src/index.js';
import { loadTfjsNode } from './load-tfjs-node.js';

/** The kernels, built if they are not yet; without tfjs-node or a compiler `reason` says so, and tests are skipped. */
async function prepare(): Promise<NativeState> {
  const reason = loadTfjsNode();
  if (reason !== undefined) return { loaded: false, reason };
  const result = await buildNative();
  return result.built ? loadNative() : { loaded: false, reason: result.reason };
}

export const native = await prepare();
