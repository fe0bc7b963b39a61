import { loadArchitecture } from './architectures.js';
import type { CodeKind } from './code-kind.js';
import { loadDataset } from './datasets.js';
import type { ExperimentConfig } from './experiment-config.js';
import type { FoundCode, LoadOptions } from './find-code.js';
import { type Arm, loadActivation } from './load-activation.js';

/** The activation, network and dataset that a configuration names, Rectified's own or someone else's. */
export interface ExperimentCode {
  readonly activation: Arm;
  readonly architecture: FoundCode<'architecture'>;
  readonly dataset: FoundCode<'dataset'>;
}

/** Loads what a configuration names. */
export async function loadExperimentCode(
  { activation, architecture, dataset }: Pick<ExperimentConfig, CodeKind>,
  options: LoadOptions = {},
): Promise<ExperimentCode> {
  return {
    dataset: await loadDataset(dataset, options),
    architecture: await loadArchitecture(architecture, options),
    activation: await loadActivation(activation, options),
  };
}
