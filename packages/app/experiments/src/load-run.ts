import { join } from 'node:path';
import { type BackendChoice, chooseBackend } from '@rectified/backend';
import { readRun } from '@rectified/run-folder';
import { loadModel } from '@rectified/trainer';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { architectures } from './architectures.js';
import { checkValues } from './check-values.js';
import { ExperimentConfig } from './experiment-config.js';
import { loadActivation } from './load-activation.js';

/** What the run in `folder` was configured as. */
export async function readConfig(folder: string): Promise<ExperimentConfig> {
  const { description } = await readRun(folder);
  return checkValues(ExperimentConfig, description.config, () => ({ file: join(folder, 'run.json') }));
}

/** The last saved network of a run, and the backend that it computes on. The caller disposes of the model. */
export async function loadNetwork(
  folder: string,
  config: ExperimentConfig,
): Promise<{ readonly model: LayersModel; readonly backend: BackendChoice }> {
  // These make their layers known to tfjs, so that the model can be loaded.
  await loadActivation(config.activation);
  await architectures[config.architecture]!.load();
  const backend = await chooseBackend(config);
  return { model: await loadModel(folder), backend };
}
