import { resolve } from 'node:path';
import type { ExperimentConfig } from './experiment-config.js';
import { activationPath } from './load-activation.js';

/** A configuration whose folders and files mean the same wherever it is read: as a run records it. */
export function absolutePaths(config: ExperimentConfig): ExperimentConfig {
  const { data, splitFile, activation } = config;
  return {
    ...config,
    ...(data !== undefined && { data: resolve(data) }),
    ...(splitFile !== undefined && { splitFile: resolve(splitFile) }),
    activation: absoluteActivation(activation),
  };
}

/** `./mine.ts:2` -> `/home/me/mine.ts:2`; names stay. */
export function absoluteActivation(activation: string): string {
  const path = activationPath(activation);
  return path === undefined ? activation : resolve(path) + activation.slice(path.length);
}
