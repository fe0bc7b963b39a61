import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '@rectified/errors';
import {
  claimRun,
  createRun,
  currentFolder,
  type MetricsRecord,
  openMetrics,
  type RunResult,
  removeResult,
  writeResult,
} from '@rectified/run-folder';
import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import { brokenWeight, restoreCheckpoint, saveCheckpoint } from './checkpoint.js';
import type { MomentumSgd } from './momentum-sgd.js';
import type { TrainingSettings, TrainingState } from './training-state.js';

/** What a run writes. */
export interface OpenRun {
  /** Where the run was when it was saved; its weights are in the model then. */
  readonly saved?: TrainingState;
  record(record: MetricsRecord): void;
  /** Saves a checkpoint, or returns the name of the weight that is not finite and saves nothing. */
  save(state: TrainingState): Promise<string | undefined>;
  end(result: RunResult): Promise<void>;
  close(): Promise<void>;
}

export interface OpenRunOptions {
  readonly model: tfl.LayersModel;
  readonly optimizer: MomentumSgd;
  readonly settings: TrainingSettings;
  readonly epochs: number;
  readonly resume: boolean;
}

/** A run that writes nothing. */
export function unwritten(model: tfl.LayersModel): OpenRun {
  return { record() {}, save: () => brokenWeight(model), async end() {}, async close() {} };
}

/** Begins or resumes the run in `folder`. Whoever made its `run.json` may have said more than the trainer knows. */
export async function openRun(
  folder: string,
  { model, optimizer, settings, epochs, resume }: OpenRunOptions,
): Promise<OpenRun> {
  const begun = ['metrics.jsonl', 'result.json'].some((name) => existsSync(join(folder, name)));
  if (!resume && (begun || currentFolder(join(folder, 'checkpoint')) !== undefined))
    throw new InputError({
      what: 'there is a run in this folder',
      file: folder,
      remedy: 'Resume it (resume: true), or choose another folder',
    });
  if (!existsSync(join(folder, 'run.json')))
    await createRun(folder, {
      format: 1,
      created: new Date().toISOString(),
      config: { ...settings, epochs },
      versions: { node: process.versions.node, tfjs: tf.version_core },
      backend: { name: tf.getBackend() },
      parameters: model.countParams(),
    });
  const release = await claimRun(folder);
  try {
    const restored = resume ? await restoreCheckpoint(folder, model, optimizer, settings) : undefined;
    const metrics = openMetrics(folder, { keep: restored?.metrics ?? 0 });
    await removeResult(folder);
    return {
      ...(restored && { saved: restored.state }),
      record: metrics.append,
      save: (state) => saveCheckpoint(folder, model, optimizer, { settings, state, metrics: metrics.sync }),
      end: (result) => writeResult(folder, result),
      async close() {
        metrics.close();
        await release();
      },
    };
  } catch (error) {
    await release();
    throw error;
  }
}
