import { createRequire } from 'node:module';
import { buildNative, loadNative, type NativeState } from '../src/index.js';

/** The kernels, built if they are not yet; without tfjs-node or a compiler `reason` says so, and tests are skipped. */
async function prepare(): Promise<NativeState> {
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';
  try {
    createRequire(import.meta.url)('@tensorflow/tfjs-node');
  } catch (error) {
    return { loaded: false, reason: `tfjs-node: ${(error as Error).message}` };
  }
  const result = await buildNative();
  return result.built ? loadNative() : { loaded: false, reason: result.reason };
}

export const native = await prepare();
export const missing = native.loaded ? '' : native.reason;
