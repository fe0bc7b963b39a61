import { resolve } from 'node:path';
import { codePath } from '@rectified/run-folder';
import type { ExperimentConfig } from './experiment-config.js';

/** A configuration with absolute paths, which mean the same wherever it is read; this is what a run records. */
export function absolutePaths(config: ExperimentConfig): ExperimentConfig {
  const { data, splitFile, activation, architecture, dataset } = config;
  return {
    ...config,
    ...(data !== undefined && { data: resolve(data) }),
    ...(splitFile !== undefined && { splitFile: resolve(splitFile) }),
    activation: absoluteCode(activation),
    architecture: absoluteCode(architecture),
    dataset: absoluteCode(dataset),
  };
}

/** `./mine.ts:2` -> `/home/me/mine.ts:2`; names stay. */
export function absoluteCode(spec: string): string {
  const path = codePath(spec);
  return path === undefined ? spec : resolve(path) + spec.slice(path.length);
}
