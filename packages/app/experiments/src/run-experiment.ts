import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { BackendChoice } from '@rectified/backend';
import type { DatasetDescription } from '@rectified/dataset';
import { checkFields, checkValue, InputError } from '@rectified/errors';
import { describeModel } from '@rectified/layers';
import type { Guessing } from '@rectified/metrics';
import { type Claim, claimRun, createRun, type RunDescription, withdrawRun } from '@rectified/run-folder';
import { makeFolder } from '@rectified/system';
import type { EngineName } from '@rectified/trainer';
import { absolutePaths } from './absolute-paths.js';
import { buildFor } from './architectures.js';
import { type AskedBackend, backendOfRun, backendToContinue, checkLikeFirst } from './backend-of-run.js';
import { checkPlace, checkSpared } from './check-place.js';
import { checkSameSoftware } from './check-same-run.js';
import * as checks from './checks.js';
import { loadedIdentity } from './code-identity.js';
import { engineOfRun, engineSoFar } from './engine-of-run.js';
import { checkMaking, keepThreads, otherSoftware, outcomeOf, runIn } from './existing-run.js';
import { type ExperimentCode, loadExperimentCode } from './experiment-code.js';
import type { ExperimentConfig } from './experiment-config.js';
import { firstBackend } from './first-backend.js';
import { loadRunLogger } from './load-run-logger.js';
import { type OpenedData, openData } from './open-data.js';
import { shapeOf } from './open-views.js';
import { precisionOfRun } from './precision-of-run.js';
import { type Repair, repairRun } from './repair-run.js';
import type { RunEvent } from './run-event.js';
import { runIdentity, splitsIdentity } from './run-identity.js';
import type { RunOutcome } from './run-outcome.js';
import { keepSplit, splitToUse } from './run-split.js';
import { softwareOf } from './software-of.js';
import { trainIn } from './train-in.js';
import { whyNot } from './use-backend.js';

export interface RunExperimentOptions {
  readonly folder: string;
  /** Folder of what a comparison's runs share: the split, statistics of the training images, and the backend of the first. */
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
  const asked: AskedBackend = { backend: config.backend, ...precision.backend };
  const ofComparison = async () => (shared === undefined ? undefined : firstBackend(shared));
  const found =
    before === undefined
      ? await backendOfRun(asked, await ofComparison())
      : await backendToContinue(asked, before.description.backend);
  // The backend cannot know what the compiled function computes in.
  const backend =
    precision.products === 'float32' ? found : { ...found, detail: `${found.detail} in ${config.precision}` };
  const { engine, note: chosen } = engineOfRun(config, {
    backend,
    begun: before?.description,
    steps: config.epochs * Math.ceil(data.train.size / config.batch),
    own: code.architecture.file === undefined && code.activation.file === undefined,
  });
  note(chosen);
  const made = { ...softwareOf(config), backend: describeBackend(backend, engine) };
  if (before !== undefined) {
    const { description } = before;
    checkSameSoftware(folder, description, made, whyNot(description.backend.name, backend));
  }
  const model = buildFor(code.architecture.description, config, {
    arm: code.activation,
    classes: data.train.classes.length,
    shape: shapeOf(config, data.train),
  });
  try {
    const { parameters } = describeModel(model);
    const result = await inClaim(folder, async (claim) => {
      checkUnchanged(folder, { begun: before !== undefined });
      if (before === undefined) {
        checkLikeFirst(backend, asked, await ofComparison()); // One beside this may have begun in the meantime.
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
      }).catch(async (error: unknown) => {
        // A network that the trainer refuses must not bind the folder to its settings, nor leave statistics of its images. A run that has saved
        // anything stays. It may be another process's by now.
        await withdrawRun(folder, claim, { withFiles: true }).catch(() => {});
        throw error;
      });
    });
    return { result, backend: made.backend, kept: false };
  } finally {
    model.dispose();
  }
}

/** Throws an `InputError` if another process has begun or withdrawn the run since this one looked. */
function checkUnchanged(folder: string, { begun }: { begun: boolean }): void {
  if (existsSync(join(folder, 'run.json')) === begun) return;
  throw new InputError({
    what: `another process has just ${begun ? 'given up' : 'begun'} this run`,
    file: folder,
    remedy: 'Give the same command again',
  });
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
