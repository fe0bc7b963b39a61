import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type BackendChoice, chooseBackend } from '@rectified/backend';
import type { DatasetDescription } from '@rectified/dataset';
import { checkFields, checkValue, InputError } from '@rectified/errors';
import { describeModel, lsuv } from '@rectified/layers';
import type { Guessing } from '@rectified/metrics';
import {
  type Claim,
  claimRun,
  createRun,
  damaged,
  type Run,
  type RunDescription,
  type RunIdentity,
  type RunLogger,
  type RunResult,
  readRun,
  startOver,
} from '@rectified/run-folder';
import { makeFolder } from '@rectified/system';
import { DeadNetworkError, DivergedError, type EngineName, train } from '@rectified/trainer';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { absolutePaths } from './absolute-paths.js';
import { buildFor } from './architectures.js';
import { checkPlace, checkSpared } from './check-place.js';
import {
  checkSameConfig,
  checkSameIdentity,
  checkSameSoftware,
  decisiveThreads,
  softwareDifferences,
} from './check-same-run.js';
import * as checks from './checks.js';
import { loadedIdentity } from './code-identity.js';
import { engineOfRun, engineSoFar } from './engine-of-run.js';
import { type ExperimentCode, loadExperimentCode } from './experiment-code.js';
import type { ExperimentConfig } from './experiment-config.js';
import { keptComputing } from './kept-computing.js';
import { loadRunLogger } from './load-run-logger.js';
import { lossOf } from './loss-of.js';
import { type OpenedData, openData } from './open-data.js';
import { openViews, preparing, shapeOf } from './open-views.js';
import { type PrecisionOfRun, precisionOfRun } from './precision-of-run.js';
import { checkWholeRun, hasRun, type Repair, repairRun } from './repair-run.js';
import type { RunEvent } from './run-event.js';
import { runIdentity, splitsIdentity } from './run-identity.js';
import { openRunLogs } from './run-logs.js';
import { keepSplit, splitToUse } from './run-split.js';
import { softwareOf } from './software-of.js';

/** How a run ended. */
export interface RunOutcome {
  readonly result: RunResult;
  readonly backend: RunDescription['backend'];
  /** The run had already ended; nothing was done. */
  readonly kept: boolean;
}

export interface RunExperimentOptions {
  readonly folder: string;
  /** Folder of what a comparison's runs share: the split, and statistics of the training images. */
  readonly shared?: string;
  /** The caller has already tried the activation ({@link loadActivation}). Default: false. */
  readonly tried?: boolean;
  /** Stops after the current step, and saves. */
  readonly signal?: AbortSignal;
  /** Default: a run that cannot continue is an `InputError`. */
  readonly repair?: Repair;
  readonly onEvent?: (event: RunEvent) => void;
}

/**
 * Trains one network by `config` and writes the run to `folder`. If the folder contains a run made of the same things
 * (configuration, activation, images, software), it is kept if it has ended, unless more epochs are requested, and continued
 * if it has not; anything else is an `InputError` that shows the difference, and so is a run with a file that is not what
 * was written. A run that diverges or dies also counts as a result.
 *
 * @example
 * const { config } = await mergeConfig(await readRecipe('quick'), { activation: 'rrelu', data: 'cifar-10-batches-bin' });
 * const { result } = await runExperiment(config, { folder: 'runs/a' });
 * console.log(result.status, result.final?.test?.error);
 */
export async function runExperiment(
  given: ExperimentConfig,
  options: RunExperimentOptions,
): Promise<RunOutcome> {
  const config = absolutePaths(checkValue('configuration of a run', given, checks.config));
  const { folder, shared, tried, signal, repair, onEvent } = checkFields('a run', options, {
    folder: checks.folder,
  });
  const note = (text?: string) => text !== undefined && onEvent?.({ type: 'note', text });
  if (!existsSync(join(folder, 'run.json'))) checkPlace(folder, config.data);
  if (repair === 'start-over') checkSpared(folder, config.data);
  if (repair !== undefined) note(await repairRun(folder, repair));
  const before = await runIn(folder, config);
  const loggers = await Promise.all((config.log ?? []).map((log) => loadRunLogger(log)));
  const code = await loadExperimentCode(config, { signal, tried });
  const split = await splitToUse(config, { folder, shared, begun: before !== undefined });
  const data = await openData(config, {
    signal,
    split,
    exact: split !== undefined,
    onProgress: (progress) => onEvent?.({ type: 'prepare', what: 'images', ...progress }),
    onNote: (text) => onEvent?.({ type: 'note', text }),
  });
  const identity = await runIdentity(folder, code, splitsIdentity(data), loadedIdentity);
  if (before !== undefined) checkMaking(before, identity);
  const ended = before && outcomeOf(before, config);
  if (ended !== undefined) {
    for (const text of otherSoftware([before!], config)) note(text);
    return ended;
  }
  if (before !== undefined) keepThreads(before.description);
  const precision = precisionOfRun(config, engineSoFar(before?.description, config));
  const backend = await chooseBackend({ backend: config.backend, ...precision.backend });
  const { engine, note: chosen } = engineOfRun(config, {
    backend,
    begun: before?.description,
    steps: config.epochs * Math.ceil(data.train.size / config.batch),
    own: code.architecture.file === undefined && code.activation.file === undefined,
  });
  note(chosen);
  const made = { ...softwareOf(config), backend: describeBackend(backend, engine) };
  if (before !== undefined) checkSameSoftware(folder, before.description, made);
  const model = buildFor(code.architecture.description, config, {
    arm: code.activation,
    classes: data.train.classes.length,
    shape: shapeOf(config, data.train),
  });
  try {
    const { parameters } = describeModel(model);
    const result = await inClaim(folder, async (claim) => {
      if (before === undefined) {
        await keepSplit(folder, data); // first, so that no run is without it
        await createRun(folder, {
          format: 2,
          created: new Date().toISOString(),
          config,
          ...made,
          identity,
          ...subjectOf(code),
          parameters,
          skipped: data.skipped,
        });
      }
      const { epochs } = config;
      const images = data.train.size;
      const measured = measuredPerEpoch(config, data);
      const { evaluateEvery = 1 } = config;
      onEvent?.({ type: 'start', backend, epochs, images, measured, evaluateEvery, parameters });
      const guessing = guessingOf(code.dataset.description, config);
      return trainIn(folder, {
        ...{ config, engine, products: precision.products, model, data, loggers, claim },
        ...{ guessing, shared, signal, onEvent },
      });
    });
    return { result, backend: made.backend, kept: false };
  } finally {
    model.dispose();
  }
}

/** What a report needs to know about a run: what it trains, and how its dataset is measured. */
function subjectOf({
  activation,
  architecture,
  dataset,
}: ExperimentCode): Pick<RunDescription, 'titles' | 'measure' | 'guessing'> {
  const { title, measure, guessing } = dataset.description;
  return {
    titles: { activation: activation.title, architecture: architecture.description.title, dataset: title },
    measure,
    ...(guessing !== undefined && { guessing }),
  };
}

/** The result of guessing without looking at the image, if known. A rectified head's loss has another value. */
function guessingOf(
  { measure, guessing }: DatasetDescription,
  { head = 'softmax' }: ExperimentConfig,
): Guessing | undefined {
  if (guessing === undefined || (measure === 'loss' && head !== 'softmax')) return undefined;
  return { measure, value: guessing };
}

/** Images measured after every epoch. */
function measuredPerEpoch({ evaluateTrain }: ExperimentConfig, { train, test }: OpenedData): number {
  const clean = evaluateTrain === true ? train.size : Math.min(Number(evaluateTrain), train.size);
  return clean + test.size;
}

/** Runs an action while this process holds the run. */
async function inClaim<T>(folder: string, action: (claim: Claim) => Promise<T>): Promise<T> {
  await makeFolder(folder);
  const claim = await claimRun(folder);
  try {
    return await action(claim);
  } finally {
    await claim.release();
  }
}

interface TrainingIn extends Pick<RunExperimentOptions, 'shared' | 'signal' | 'onEvent'> {
  readonly config: ExperimentConfig;
  readonly engine: EngineName;
  readonly products: PrecisionOfRun['products'];
  readonly model: LayersModel;
  readonly data: OpenedData;
  readonly loggers: readonly RunLogger[];
  readonly claim: Claim;
  readonly guessing?: Guessing;
}

/** Trains to the end. */
async function trainIn(
  folder: string,
  { config, engine, products, model, data, loggers, claim, guessing, shared, signal, onEvent }: TrainingIn,
): Promise<RunResult> {
  const { epochs, batch, seed, optimizer, input, checkpointEvery, evaluateTrain, evaluateEvery, probe } =
    config;
  const logs = await openRunLogs(loggers, { folder, config }, (text) => onEvent?.({ type: 'note', text }));
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
    shape: shapeOf(config, data.train),
    source,
    testSource,
    checkpointEvery,
    evaluateTrain,
    evaluateEvery,
    probe,
    guessing,
    loss: lossOf(config),
    initialize: config.initialization === 'lsuv' ? lsuv : undefined,
    engine,
    products,
    folder,
    claim,
    resume: true,
    signal,
    onRecord: (record) => logs.record(record, model),
    onStep: (progress) => onEvent?.({ type: 'step', ...progress }),
    onEvaluate: (progress) => onEvent?.({ type: 'evaluate', ...progress }),
  });
  return drain(run, (epoch) => onEvent?.(epoch))
    .catch(async (error: unknown) => {
      if (!(error instanceof DivergedError || error instanceof DeadNetworkError)) throw error;
      return (await readRun(folder)).result!;
    })
    .finally(close)
    .finally(logs.close);
}

/**
 * The run in `folder`, if there is one. Another configuration is an `InputError`, and so is a file that is not what was
 * written.
 */
export async function runIn(folder: string, config: ExperimentConfig): Promise<Run | undefined> {
  const file = join(folder, 'run.json');
  if (!existsSync(file)) {
    if (hasRun(folder)) throw damaged({ file, what: 'is missing' }, startOver);
    return undefined;
  }
  const run = await checkWholeRun(folder);
  const { description } = run;
  checkSameConfig(folder, description.config, config);
  const { name: backend, kernels } = description.backend;
  keptComputing(folder, { backend, kernels, engine: engineSoFar(description) }, config);
  return run;
}

/** How a run has ended; `undefined` if it is to continue. */
export function outcomeOf(
  { description, result }: Run,
  { epochs }: Pick<ExperimentConfig, 'epochs'>,
): RunOutcome | undefined {
  if (result === undefined || result.status === 'interrupted') return undefined;
  if (result.status === 'finished' && epochs > Number(description.config.epochs)) return undefined;
  return { result, backend: description.backend, kept: true };
}

/** Throws an `InputError` unless a run was made of the same activation and images, as far as it has recorded them. */
export function checkMaking({ folder, description, result }: Run, identity: RunIdentity): void {
  const { identity: recorded } = description;
  if (recorded !== undefined) checkSameIdentity(folder, recorded, identity);
  else if (result === undefined || result.status === 'interrupted' || identity.activation !== undefined)
    throw new InputError({
      what: 'the run was made by a version that did not record what it was made of, so it cannot be compared with this one',
      file: folder,
      remedy: 'Start a new run in another folder; the old one can still be reported and evaluated',
    });
}

/** Messages about runs that are kept although the software has changed. */
export function otherSoftware(runs: readonly Run[], config: ExperimentConfig): string[] {
  if (runs.length === 0) return []; // The software need not be read.
  const { versions, hashes } = softwareOf(config);
  const now = { versions: withoutTensorFlow(versions), hashes };
  const folders = new Map<string, string[]>();
  for (const { folder, description } of runs) {
    const { versions, backend } = description;
    const before = { ...description, versions: withoutTensorFlow(versions) };
    const differences = softwareDifferences(before, { ...now, backend });
    const list = differences.map(({ what, recorded, now }) => `${what} ${recorded}, now ${now}`).join('; ');
    if (list !== '') folders.set(list, [...(folders.get(list) ?? []), folder]);
  }
  return [...folders].map(([list, [first, ...others]]) =>
    others.length === 0
      ? `${first} is kept, although it was made with other software: ${list}`
      : `${first} and ${others.length} more are kept, although they were made with other software: ${list}`,
  );
}

/** It is only known if a backend has been loaded. */
function withoutTensorFlow({ tensorflow: _, ...versions }: RunDescription['versions']) {
  return versions;
}

function describeBackend(choice: BackendChoice, engine: EngineName): RunDescription['backend'] {
  const { name, version, kernels, kernelsHash, threads, detail } = choice;
  return {
    name,
    version,
    kernels,
    ...(kernelsHash !== undefined && { kernelsHash }),
    ...(threads !== undefined && { threads }),
    detail,
    engine,
  };
}

/** If the number of threads affects how sums are rounded, a run continues with its own, whatever `--jobs` would give it. */
function keepThreads({ backend }: RunDescription): void {
  const threads = decisiveThreads(backend);
  if (threads !== undefined) process.env.RECTIFIED_THREADS = String(threads);
}

/** Iterates over a generator that also returns a value, which `for await` would drop. */
async function drain<T, R>(generator: AsyncGenerator<T, R>, each: (item: T) => void): Promise<R> {
  for (;;) {
    const { done, value } = await generator.next();
    if (done) return value;
    each(value);
  }
}
