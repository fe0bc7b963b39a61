/** The backends, fastest first. `tfjs-node-gpu` and `tfjs-node` are both TensorFlow, and tfjs calls both `tensorflow`. */
export const BACKENDS = ['tfjs-node-gpu', 'tfjs-node', 'wasm', 'cpu'] as const;

export type BackendName = (typeof BACKENDS)[number];
