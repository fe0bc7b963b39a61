import { InputError } from '@rectified/errors';
import { type Classification, classification } from '@rectified/metrics';
import type { MetricsRecord } from '@rectified/run-folder';
import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import { brokenWeight } from './broken-weight.js';
import { checkModel } from './check-model.js';
import { checkRepeatable } from './check-repeatable.js';
import { DivergedError } from './diverged-error.js';
import { eagerEngine } from './eager-engine.js';
import type { Engine } from './engine.js';
import type { EngineOptions } from './engine-options.js';
import { initializeModel } from './initialize-model.js';
import { layersOf } from './layers-of.js';
import { type MomentumSgd, momentumSgd } from './momentum-sgd.js';
import { parameterUpdates } from './parameter-updates.js';
import type { Files, Platform } from './platform.js';
import { rateAt } from './schedule.js';
import { settingsOf } from './settings-of.js';
import type { TrainOptions } from './train-options.js';
import { firstState, type TrainingSettings, type TrainingState } from './training-state.js';
import { nameOf } from './weights.js';
import { type OpenRun, unwritten } from './written-run.js';

/** Training in progress: what it works on, and its state. */
export interface Training {
  readonly model: tfl.LayersModel;
  /** What runs the steps. */
  readonly engine: Engine;
  readonly options: TrainOptions;
  readonly settings: TrainingSettings;
  readonly platform: Platform;
  readonly optimizer: MomentumSgd;
  /** The names of the weights that were trainable at the start. */
  readonly trainable: readonly string[];
  readonly run: OpenRun;
  readonly epochs: number;
  /** Steps per epoch. */
  readonly perEpoch: number;
  /** Steps in total. */
  readonly steps: number;
  readonly state: TrainingState;
  /** The current epoch's measurements in training mode. */
  running: Classification;
  /** What this call has done; it may have resumed a run. `saved`: when, in milliseconds. */
  readonly session: { images: number; seconds: number; saved: number };
}

/** Checks everything, and restores the state of the run in the folder, if there is one. */
export async function beginTraining(
  model: tfl.LayersModel,
  options: TrainOptions,
  platform: Platform,
): Promise<Training> {
  const { data, epochs, resume, claim } = options;
  const written = writtenTo(options.folder, platform);
  const classes = data.train.classes.length;
  checkModel(model, data.train, options.shape ?? data.train.shape);
  const layers = layersOf(model);
  await tf.ready();
  const settings = settingsOf(options, { runtime: platform.runtime, fingerprintOf: written?.fingerprintOf });
  const perEpoch = Math.ceil(data.train.size / settings.batch);
  const optimizer = momentumSgd(model.trainableWeights, settings.optimizer, parameterUpdates(layers));
  const first = firstState(classes);
  try {
    await initializeModel(model, options, settings);
    const made = { model, optimizer, options, settings };
    await checkRepeatable(made);
    // Whether it takes the network is known before there is a run.
    const engine = engineOf(made, platform);
    const run = await openedRun(engine, async () =>
      written === undefined
        ? unwritten(model)
        : written.openRun(written.folder, { model, optimizer, settings, epochs, first, resume, claim }),
    );
    const state = run.saved ?? first;
    return {
      ...{ ...made, engine, platform, run, epochs, perEpoch, state },
      trainable: model.trainableWeights.map(nameOf),
      steps: perEpoch * epochs,
      running: classification({ classes, loss: settings.loss, state: state.running }),
      session: { images: 0, seconds: 0, saved: performance.now() },
    };
  } catch (error) {
    optimizer.dispose();
    throw error;
  }
}

/** The run of an engine, which is disposed of if there is none. */
async function openedRun(engine: Engine, open: () => Promise<OpenRun>): Promise<OpenRun> {
  try {
    return await open();
  } catch (error) {
    engine.dispose();
    throw error;
  }
}

/** The requested engine. */
function engineOf(options: EngineOptions, { compiledEngine }: Platform): Engine {
  const { engine = 'eager' } = options.options;
  if (engine === 'eager') return eagerEngine(options);
  if (compiledEngine !== undefined) return compiledEngine(options, { xla: engine === 'xla' });
  throw new InputError({
    what: `the engine "${engine}" without tfjs-node`,
    expected: 'eager',
    remedy: 'Leave `engine` out',
  });
}

/** Where the run is written, if it is. */
function writtenTo(
  folder: string | undefined,
  { files }: Platform,
): (Files & { folder: string }) | undefined {
  if (folder === undefined) return undefined;
  if (files !== undefined) return { folder, ...files };
  throw new InputError({
    what: 'a folder for the run on a platform without files',
    got: JSON.stringify(folder),
    remedy: 'Omit `folder`, and keep what `train` yields',
  });
}

/** Whether the caller wants training to stop. */
export const stopped = ({ options }: Training): boolean => options.signal?.aborted ?? false;

/** The learning rate of the last step. */
export function currentRate({ settings, state, steps }: Training): number {
  return rateAt(settings.optimizer.rate, { step: Math.max(state.step - 1, 0), epoch: state.epoch, steps });
}

/** Saves a checkpoint. Throws a {@link DivergedError} if a weight is not finite, and the last checkpoint stays. */
export async function saveTraining(training: Training): Promise<void> {
  const { state, run, running, session, platform, engine } = training;
  engine.sync();
  state.running = running.state();
  state.peakMemory = Math.max(state.peakMemory, platform.peakMemory());
  const broken = await run.save(state);
  if (broken !== undefined) throw diverged(training, `${broken} is no longer finite`);
  session.saved = performance.now();
}

/** Throws a {@link DivergedError} if a weight is not finite. */
export async function checkWeights(training: Training): Promise<void> {
  training.engine.sync();
  const broken = await brokenWeight(training.model);
  if (broken !== undefined) throw diverged(training, `${broken} is no longer finite`);
}

export function diverged(training: Training, what: string): DivergedError {
  const { step, epoch } = training.state;
  return new DivergedError({ what, step, epoch, rate: currentRate(training) });
}

export async function closeTraining({ engine, optimizer, run }: Training): Promise<void> {
  engine.dispose();
  optimizer.dispose();
  await run.close();
}

/** Writes it to the run's folder, and passes it to the caller. */
export function record({ run, options }: Training, record: MetricsRecord): void {
  run.record(record);
  options.onRecord?.(record);
}
