import { createRequire } from 'node:module';

/** Loads tfjs-node, or says why it does not. */
export function loadTfjsNode(): string | undefined {
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';
  try {
    createRequire(import.meta.url)('@tensorflow/tfjs-node');
    return undefined;
  } catch (error) {
    return `tfjs-node: ${(error as Error).message}`;
  }
}
