import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Dataset } from '@rectified/dataset';
import { type RunIdentity, removeRunFiles } from '@rectified/run-folder';
import { absoluteCode } from './absolute-paths.js';
import { loadArchitecture } from './architectures.js';
import { checkFit } from './check-fit.js';
import { checkPlace } from './check-place.js';
import { codeIdentity } from './code-identity.js';
import type { CompareOptions, PlannedRun } from './compare-options.js';
import { openComparison } from './comparison-file.js';
import { loadDataset } from './datasets.js';
import type { ExperimentConfig } from './experiment-config.js';
import { loadActivation } from './load-activation.js';
import { openData } from './open-data.js';
import { runIdentity, splitsIdentity } from './run-identity.js';
import { keepSplit, splitToUse } from './run-split.js';

/** What a comparison runs. */
export interface ComparisonPlan {
  /** In the order of seeds, then activations. */
  readonly runs: readonly RunPlan[];
  /** How new runs compute: as those that the comparison has. */
  readonly computing: Partial<ExperimentConfig>;
  readonly train: Dataset;
  /** The text of `compare.json` if it is new. */
  readonly created?: string;
}

export interface RunPlan {
  readonly run: PlannedRun;
  readonly config: ExperimentConfig;
  /** What the run is made of. */
  readonly identity: RunIdentity;
}

/**
 * Loads all that a comparison needs, so that faults are found early and images decoded once, and enters it into
 * `compare.json`.
 */
export async function planComparison(options: CompareOptions): Promise<ComparisonPlan> {
  const { config, activations, seeds, out, margin, signal, onNote, onPrepare } = options;
  const begun = existsSync(join(out, 'compare.json'));
  if (!begun) checkPlace(out, config.data);
  const dataset = await loadDataset(config.dataset, { signal });
  const architecture = await loadArchitecture(config.architecture, { signal });
  const arms = await Promise.all(activations.map((activation) => loadActivation(activation, { signal })));
  await checkFit(architecture, arms);
  const split = await splitToUse(config, { folder: out, begun });
  const data = await openData(config, {
    signal,
    split,
    exact: split !== undefined,
    onProgress: (progress) => onPrepare?.({ type: 'prepare', what: 'images', ...progress }),
    onNote,
  });
  const isDrawn = split === undefined && data.split !== undefined;
  if (isDrawn) await keepSplit(out, data);
  const images = splitsIdentity(data);
  const identities = new Map<string, RunIdentity>();
  for (const arm of arms) {
    const code = { activation: arm, architecture, dataset };
    identities.set(arm.activation, await runIdentity(out, code, images, codeIdentity));
  }
  const { computing, folders, notes, created } = await openComparison(out, {
    config,
    arms: arms.map(({ activation, title }) => ({
      activation,
      title,
      made: identities.get(activation)!.activation,
    })),
    seeds,
    images,
    margin,
  }).catch(async (error: unknown) => {
    // The list of images must not bind the folder either; one that was there before stays.
    if (isDrawn && !existsSync(join(out, 'compare.json'))) await removeRunFiles(out).catch(() => {});
    throw error;
  });
  for (const note of notes) onNote?.(note);
  const runs = seeds.flatMap((seed) =>
    arms.map(({ activation, title }) => ({
      run: { activation, title, seed, folder: join(out, folders[activation]!, `seed-${seed}`) },
      config: { ...config, activation: absoluteCode(activation), seed },
      identity: identities.get(activation)!,
    })),
  );
  return { runs, computing, train: data.train, created };
}
