import { existsSync } from 'node:fs';
import { join } from 'node:path';
import {
  checkFields,
  InputError,
  isInputError,
  listOf,
  optional,
  randomSeed,
  wholeNumber,
} from '@rectified/errors';
import type { Run, RunIdentity } from '@rectified/run-folder';
import { absoluteCode, absolutePaths } from './absolute-paths.js';
import { loadArchitecture } from './architectures.js';
import { checkFit } from './check-fit.js';
import { checkPlace } from './check-place.js';
import * as checks from './checks.js';
import { codeIdentity } from './code-identity.js';
import { openComparison } from './comparison-file.js';
import { loadDataset } from './datasets.js';
import type { ExperimentConfig } from './experiment-config.js';
import { loadActivation } from './load-activation.js';
import { openData } from './open-data.js';
import { preparing, shareStatistics } from './open-views.js';
import { damageOfRun, hasRun, type Repair, repairRun } from './repair-run.js';
import type { RunEvent } from './run-event.js';
import { checkMaking, otherSoftware, outcomeOf, type RunOutcome, runIn } from './run-experiment.js';
import { runIdentity, splitsIdentity } from './run-identity.js';
import { ChildError, runInChild } from './run-in-child.js';
import { keepSplit, splitToUse } from './run-split.js';
import { threadsPerChild } from './threads-per-child.js';

export interface CompareOptions {
  /** The configuration of every run; its `activation` and `seed` are replaced. */
  readonly config: ExperimentConfig;
  /** The activations to compare, as for {@link loadActivation}. */
  readonly activations: readonly string[];
  /** One run of every activation per seed. Runs with the same seed are paired: the same initial weights, order and dropout. */
  readonly seeds: readonly number[];
  /** Folder of the comparison. */
  readonly out: string;
  /** Number of runs at a time. Default 1, or one on each of `devices`. */
  readonly jobs?: number;
  /**
   * Numbers of the GPUs to use: each run sees only one of them ($CUDA_VISIBLE_DEVICES), and there are as many runs at a
   * time. With more `jobs` than that, runs share them. New runs must then compute on a GPU: another `backend` is an
   * `InputError`. Default: all runs see all GPUs.
   */
  readonly devices?: readonly number[];
  /**
   * The smallest difference between arms that would matter, for the report: a share of an error, or nats of a loss. A comparison
   * keeps the margin it was started with; another is an `InputError`, because after seeing results nobody can choose it freely.
   */
  readonly margin?: number;
  /** Asks running runs to save and stop. */
  readonly signal?: AbortSignal;
  /** What to do with runs that have a damaged file. Default: throw an `InputError`. */
  readonly repair?: Repair;
  readonly onEvent?: (run: PlannedRun, event: RunEvent | RunEnd) => void;
  /** Called with messages that the user must read: about runs of a changed activation, which were moved aside. */
  readonly onNote?: (message: string) => void;
  /** Called before the first run, while images are being decoded and their statistics computed. */
  readonly onPrepare?: (event: RunEvent & { readonly type: 'prepare' }) => void;
}

/** A run of a comparison. */
export interface PlannedRun {
  readonly activation: string;
  /** The activation's name in tables and legends. */
  readonly title: string;
  readonly seed: number;
  readonly folder: string;
}

/** How a run of a comparison ended. */
export type RunEnd =
  | ({ readonly type: 'ended' } & RunOutcome)
  /** Its process ended without a result, or the program failed. */
  | {
      readonly type: 'crashed';
      readonly message: string;
      /** The stack, if there is one. */
      readonly detail?: string;
    };

export interface Comparison {
  readonly out: string;
  /** In the order of seeds, then activations. `end` is missing if a stopped comparison did not reach the run. */
  readonly runs: readonly (PlannedRun & { readonly end?: RunEnd })[];
}

/**
 * Trains every activation with every seed, each run in a separate process, into
 * `<out>/<activation>/seed-<n>/`; `<out>/compare.json` records what belongs together. When called again, it continues:
 * finished runs are kept, interrupted ones resume, new activations and seeds are added. An activation whose file or
 * package has changed is run again, and its earlier runs are moved aside. A run that diverges, dies or crashes does not
 * end the comparison; wrong input does.
 *
 * @example
 * const { config } = await mergeConfig(await readRecipe('quick'), { dataset: 'cifar10', data: 'cifar-10-batches-bin' });
 * await compare({ config, activations: ['relu', 'rrelu'], seeds: [1, 2], out: 'runs/table3' });
 */
export async function compare(options: CompareOptions): Promise<Comparison> {
  const {
    config: given,
    activations,
    seeds,
    out,
    jobs = 1,
    devices = [],
    margin,
    signal,
    repair,
    onEvent,
    onNote,
    onPrepare,
  } = checkFields('a comparison', options, {
    config: checks.config,
    activations: listOf(checks.name, 'the names of activations', [1]),
    seeds: listOf(randomSeed, 'a list of seeds', [1]),
    out: checks.folder,
    jobs: optional(wholeNumber({ from: 1 })),
    devices: optional(listOf(wholeNumber({ from: 0 }), 'the numbers of GPUs', [1])),
  });
  checkDevices(given, devices);
  const config = absolutePaths(given);
  if (!existsSync(join(out, 'compare.json'))) checkPlace(out, config.data);
  const dataset = await loadDataset(config.dataset, { signal });
  const architecture = await loadArchitecture(config.architecture, { signal });
  const arms = await Promise.all(activations.map((activation) => loadActivation(activation, { signal })));
  await checkFit(architecture, arms);
  const split = await splitToUse(config, { folder: out, begun: existsSync(join(out, 'compare.json')) });
  // Generates and decodes the images once, before all children would, and finds faults early.
  const data = await openData(config, {
    signal,
    split,
    exact: split !== undefined,
    onProgress: (progress) => onPrepare?.({ type: 'prepare', what: 'images', ...progress }),
    onNote,
  });
  if (split === undefined) await keepSplit(out, data);
  const images = splitsIdentity(data);
  const identities = new Map<string, RunIdentity>();
  for (const arm of arms) {
    const code = { activation: arm, architecture, dataset };
    identities.set(arm.activation, await runIdentity(out, code, images, codeIdentity));
  }
  const { computing, folders, notes } = await openComparison(out, {
    config,
    arms: arms.map(({ activation, title }) => ({
      activation,
      title,
      made: identities.get(activation)!.activation,
    })),
    seeds,
    images,
    margin,
  });
  for (const note of notes) onNote?.(note);

  const planned: PlannedRun[] = seeds.flatMap((seed) =>
    arms.map(({ activation, title }) => ({
      activation,
      title,
      seed,
      folder: join(out, folders[activation]!, `seed-${seed}`),
    })),
  );
  const ends = new Map<PlannedRun, RunEnd>();
  const failed = new AbortController();
  const stop = signal === undefined ? failed.signal : AbortSignal.any([signal, failed.signal]);
  const together = Math.min(Math.max(jobs, devices.length), planned.length);
  const environment = threadsPerChild(together);

  const configOf = ({ activation, seed }: PlannedRun): ExperimentConfig => ({
    ...config,
    activation: absoluteCode(activation),
    seed,
  });
  const finish = (run: PlannedRun, end: RunEnd) => {
    ends.set(run, end);
    onEvent?.(run, end);
  };
  const begun = new Map<PlannedRun, Run>();
  for (const run of planned) {
    const { folder } = run;
    if (repair !== undefined && hasRun(folder) && (await damageOfRun(folder)) !== undefined) {
      const note = await repairRun(folder, repair);
      if (note !== undefined) onNote?.(note);
    }
    const own = configOf(run);
    const before = await runIn(folder, own);
    if (before === undefined) continue;
    begun.set(run, before);
    checkMaking(before, identities.get(run.activation)!);
    const ended = outcomeOf(before, own);
    if (ended !== undefined) finish(run, { type: 'ended', ...ended });
  }
  const kept = [...begun].flatMap(([run, before]) => (ends.has(run) ? before : []));
  for (const note of otherSoftware(kept, config)) onNote?.(note);
  const rest = planned.filter((run) => !ends.has(run));
  await shareStatistics(config, data.train, {
    folder: out,
    seeds: [...new Set(rest.map(({ seed }) => seed))],
    signal,
    onProgress: (progress) => onPrepare?.(preparing(progress)),
  });
  const waiting = rest.values();
  const onGpus = devices.length > 0 ? ({ backend: gpus } as const) : {};
  const work = async (_: unknown, worker: number) => {
    const device = devices[worker % devices.length];
    for (const run of waiting) {
      if (stop.aborted) return;
      const { folder } = run;
      const end: RunEnd | undefined = await runInChild(
        begun.has(run) ? configOf(run) : { ...configOf(run), ...computing, ...onGpus },
        {
          folder,
          shared: out,
          tried: true,
          signal: stop,
          environment: { ...environment, ...(device !== undefined && { CUDA_VISIBLE_DEVICES: `${device}` }) },
          onEvent: (event) => onEvent?.(run, event),
        },
      ).then(
        (outcome) => ({ type: 'ended', ...outcome }),
        (error) => {
          if (stop.aborted && error === stop.reason) return undefined; // before there was anything to save
          const detail = error instanceof ChildError ? error.detail : error.stack;
          if (!isInputError(error)) return { type: 'crashed', message: error.message, detail };
          failed.abort(); // every run would most likely fail in the same way
          onNote?.(`${run.activation} seed ${run.seed} has failed, and no other run is started`);
          throw error;
        },
      );
      if (end !== undefined) finish(run, end);
    }
  };
  // Waits for all of them before throwing an error, so that no child is left behind.
  const settled = await Promise.allSettled(Array.from({ length: together }, work));
  for (const worker of settled) if (worker.status === 'rejected') throw worker.reason;
  return { out, runs: planned.map((run) => ({ ...run, end: ends.get(run) })) };
}

const gpus = 'tfjs-node-gpu';

function checkDevices({ backend }: ExperimentConfig, devices: readonly number[]): void {
  if (devices.length === 0 || backend === 'auto' || backend === gpus) return;
  throw new InputError({
    what: `devices are GPUs, which the backend ${backend} does not use`,
    expected: gpus,
    remedy: 'Leave `--devices` or `--backend` out',
  });
}
