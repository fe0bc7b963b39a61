import * as tf from '@tensorflow/tfjs-core';
import { loadBackends } from './load-backends.js';

export type BackendName = 'tfjs-node-gpu' | 'tfjs-node' | 'wasm' | 'cpu';

export interface BackendChoice {
  name: BackendName;
  version?: string;
  detail: string;
  rejected: { name: BackendName; reason: string }[];
}

export async function chooseBackend({ backend = 'auto' }: { backend?: 'auto' | BackendName } = {}): Promise<BackendChoice> {
  const loaded = await loadBackends();
  const wanted = backend === 'auto' ? loaded[0]! : backend.startsWith('tfjs-node') ? 'tensorflow' : backend;
  await tf.setBackend(wanted);
  const name = wanted === 'tensorflow' ? 'tfjs-node' : (wanted as BackendName);
  return { name, detail: name, rejected: [] };
}
