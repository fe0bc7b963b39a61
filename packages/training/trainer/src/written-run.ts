import type { MetricsRecord, RunResult } from '@rectified/run-folder';
import type * as tfl from '@tensorflow/tfjs-layers';
import { brokenWeight } from './broken-weight.js';
import type { MomentumSgd } from './momentum-sgd.js';
import type { TrainOptions } from './train-options.js';
import type { TrainingSettings, TrainingState } from './training-state.js';

/** Writes a run. */
export interface OpenRun {
  /** The state of the run when it was saved; its weights are then in the model. */
  readonly saved?: TrainingState;
  record(record: MetricsRecord): void;
  /** Saves a checkpoint, or returns the name of the weight that is not finite and saves nothing. */
  save(state: TrainingState): Promise<string | undefined>;
  end(result: RunResult): Promise<void>;
  close(): Promise<void>;
}

export interface OpenRunOptions extends Pick<TrainOptions, 'resume' | 'claim'> {
  readonly model: tfl.LayersModel;
  readonly optimizer: MomentumSgd;
  readonly settings: TrainingSettings;
  readonly epochs: number;
  /** The state at the start of a run. */
  readonly first: TrainingState;
}

/** A run that writes nothing. */
export function unwritten(model: tfl.LayersModel): OpenRun {
  return { record() {}, save: () => brokenWeight(model), async end() {}, async close() {} };
}
