import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { release } from 'node:os';
import { join } from 'node:path';
import { type BackendChoice, chooseBackend } from '@rectified/backend';
import { InputError } from '@rectified/errors';
import { describeModel } from '@rectified/layers';
import {
  createRun,
  type EpochRecord,
  type Run,
  type RunDescription,
  type RunResult,
  readRun,
} from '@rectified/run-folder';
import { DeadNetworkError, DivergedError, type StepProgress, train } from '@rectified/trainer';
import * as tf from '@tensorflow/tfjs-core';
import { architectures } from './architectures.js';
import { checkSameConfig } from './check-same-config.js';
import type { ExperimentConfig } from './experiment-config.js';
import { loadActivation } from './load-activation.js';
import { openData } from './open-data.js';
import { openViews, preparing, shapeOf } from './open-views.js';
import { keepSplit, splitToUse } from './run-split.js';

const { version } = createRequire(import.meta.url)('../package.json') as { version: string };

/** What happens in a run. */
export type RunEvent =
  /** Images are decoded before the first run with them. */
  | {
      readonly type: 'prepare';
      /** Decoding images, or computing the mean image and what else is to be known of them. */
      readonly what: 'images' | 'statistics';
      readonly done: number;
      readonly total?: number;
      /** What is done just now, where the numbers stand still. */
      readonly detail?: string;
    }
  /** Something that a person may want to know. */
  | { readonly type: 'note'; readonly text: string }
  | {
      readonly type: 'start';
      readonly backend: BackendChoice;
      readonly epochs: number;
      /** Training images of an epoch. */
      readonly images: number;
      /** Images that are measured after each of them, to train or to test on. */
      readonly measured: number;
      /** Learnable parameters of the network. */
      readonly parameters: number;
    }
  | ({ readonly type: 'step' } & StepProgress)
  | { readonly type: 'evaluate'; readonly images: number; readonly of: number }
  | EpochRecord;

/** How a run ended. */
export interface RunOutcome {
  readonly result: RunResult;
  readonly backend: RunDescription['backend'];
  /** The run had ended before; nothing was done. */
  readonly kept: boolean;
}

export interface RunExperimentOptions {
  readonly folder: string;
  /** Folder of what the runs of a comparison share: the split, and what is known of the training images. */
  readonly shared?: string;
  /** Stops after the current step, and saves. */
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: RunEvent) => void;
}

/**
 * Trains one network as `config` says and writes the run to `folder`. A run of the same configuration that is
 * there already is kept where it has ended, and goes on where it has not; another configuration is an
 * `InputError` that shows the difference. A run that diverges or dies is a result too.
 *
 * @example
 * const { config } = await mergeConfig(await readRecipe('quick'), { activation: 'rrelu', data: 'cifar-10-batches-bin' });
 * const { result } = await runExperiment(config, { folder: 'runs/a' });
 * console.log(result.status, result.final?.test?.error);
 */
export async function runExperiment(
  config: ExperimentConfig,
  { folder, shared, signal, onEvent }: RunExperimentOptions,
): Promise<RunOutcome> {
  const before = await runIn(folder, config);
  const ended = before && outcomeOf(before);
  if (ended !== undefined) return ended;
  const arm = await loadActivation(config.activation);
  const split = await splitToUse(config, { folder, shared, begun: before !== undefined });
  const data = await openData(config, {
    signal,
    split,
    exact: split !== undefined,
    onProgress: (progress) => onEvent?.({ type: 'prepare', what: 'images', ...progress }),
    onNote: (text) => onEvent?.({ type: 'note', text }),
  });
  const backend = await chooseBackend(config);
  const { classes } = data.train;
  const shape = shapeOf(config, data.train);
  const model = await architectures[config.architecture]!.build(config, {
    arm,
    classes: classes.length,
    shape,
  });
  try {
    const { parameters } = describeModel(model);
    const { name, version: backendVersion, kernels, detail } = backend;
    const ran = { name, version: backendVersion, kernels, detail };
    if (before !== undefined) checkSameBackend(before, backend);
    else {
      await keepSplit(folder, data); // first, so that a run never lacks it
      await createRun(folder, {
        format: 1,
        created: new Date().toISOString(),
        config,
        versions: {
          '@rectified/experiments': version,
          node: process.versions.node,
          tfjs: tf.version_core,
          system: `${process.platform} ${release()} ${process.arch}`,
        },
        backend: ran,
        parameters,
        skipped: data.skipped,
      });
    }
    const { epochs, batch, seed, optimizer, input, checkpointEvery, evaluateTrain } = config;
    const clean = evaluateTrain === true ? data.train.size : Math.min(Number(evaluateTrain), data.train.size);
    const measured = clean + data.test.size;
    onEvent?.({ type: 'start', backend, epochs, images: data.train.size, measured, parameters });
    const { source, testSource, close } = await openViews(config, data.train, {
      folder,
      shared,
      signal,
      onProgress: (progress) => onEvent?.(preparing(progress)),
    });
    const run = train(model, {
      data,
      optimizer,
      epochs,
      batch,
      seed,
      input,
      shape,
      source,
      testSource,
      checkpointEvery,
      evaluateTrain,
      folder,
      resume: true,
      signal,
      onStep: (progress) => onEvent?.({ type: 'step', ...progress }),
      onEvaluate: (progress) => onEvent?.({ type: 'evaluate', ...progress }),
    });
    const result = await drain(run, (epoch) => onEvent?.(epoch))
      .catch(async (error: unknown) => {
        if (!(error instanceof DivergedError || error instanceof DeadNetworkError)) throw error;
        return (await readRun(folder)).result!;
      })
      .finally(close);
    return { result, backend: ran, kept: false };
  } finally {
    model.dispose();
  }
}

/** The run in `folder`, if there is one; another configuration is an `InputError`. */
export async function runIn(folder: string, config: ExperimentConfig): Promise<Run | undefined> {
  if (!existsSync(join(folder, 'run.json'))) return undefined;
  const run = await readRun(folder);
  checkSameConfig(folder, run.description.config, config);
  return run;
}

/** How a run has ended; `undefined` where it is to go on. */
export function outcomeOf({ description, result }: Run): RunOutcome | undefined {
  if (result === undefined || result.status === 'interrupted') return undefined;
  return { result, backend: description.backend, kept: true };
}

/** Backends, and kernels, round differently, so that a run that changes them could not be repeated. */
function checkSameBackend({ folder, description }: Run, { name, kernels }: BackendChoice): void {
  const { backend } = description;
  if (backend.name === name && (backend.kernels ?? 'plain') === kernels) return;
  throw new InputError({
    what: 'the run was begun on another backend',
    file: folder,
    expected: `${backend.name}, ${backend.kernels ?? 'plain'} kernels`,
    got: `${name}, ${kernels} kernels`,
    remedy: 'See `rectified backend`, or begin a new run in another folder',
  });
}

/** Goes through a generator that also returns something, which `for await` would drop. */
async function drain<T, R>(generator: AsyncGenerator<T, R>, each: (item: T) => void): Promise<R> {
  for (;;) {
    const { done, value } = await generator.next();
    if (done) return value;
    each(value);
  }
}
