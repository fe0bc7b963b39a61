import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { smallCifar, temporaryFolder } from '@rectified/testing/files';
import { afterAll, vi } from 'vitest';
import { type ExperimentConfig, mergeConfig, type Recipe } from '../src/index.js';

/** A folder for a test file, removed after its tests, with a few images in it; `small` is a configuration to train on them. */
export function smallRuns(usual: Recipe = {}) {
  const directory = temporaryFolder(afterAll);
  const data = smallCifar(join(directory, 'cifar'));
  afterAll(() => void vi.unstubAllEnvs());
  return {
    directory,
    data,
    inside: (...names: string[]) => join(directory, ...names),
    async small(values: Recipe = {}): Promise<ExperimentConfig> {
      const { config } = await mergeConfig({ data, width: 0.05, batch: 10, ...usual }, values);
      return config;
    },
  };
}

/** What little can be trained on plankton. */
export const smallPlankton: Recipe = {
  dataset: 'ndsb',
  architecture: 'nin',
  activation: 'leaky-relu:5.5',
  width: 0.02,
  epochs: 1,
  batch: 2,
};

/** The saved weights of the run in a folder. */
export function weights(folder: string): Buffer {
  return readFileSync(join(folder, 'checkpoint', 'weights.bin'));
}

/** Has child processes run the sources, too. */
export function runSourcesInChildren(): void {
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
  vi.stubEnv('NODE_OPTIONS', `--conditions=@rectified/source --import ${tsx}`);
}
