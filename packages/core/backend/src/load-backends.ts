import { createRequire } from 'node:module';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';

/** Registers every backend of this machine and returns their tfjs names: `tensorflow`, `wasm`, `cpu`. */
export async function loadBackends(): Promise<string[]> {
  const from = [createRequire(join(process.cwd(), 'package.json')), createRequire(import.meta.url)];
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';
  const loaded: string[] = [];
  for (const [backend, name] of [
    ['tensorflow', '@tensorflow/tfjs-node'],
    ['wasm', '@tensorflow/tfjs-backend-wasm'],
    ['cpu', '@tensorflow/tfjs-backend-cpu'],
  ] as const)
    for (const require of from)
      try {
        require(name);
        if (await tf.setBackend(backend)) {
          loaded.push(backend);
          break;
        }
      } catch {}
  await tf.setBackend(loaded[0]!);
  return loaded;
}
