import type { Run } from '@rectified/run-folder';
import {
  type CompareOptions,
  type Comparison,
  checkedCompareOptions,
  gpus,
  type PlannedRun,
  type RunEnd,
} from './compare-options.js';
import { withdrawComparison } from './comparison-file.js';
import { checkMaking, otherSoftware, outcomeOf, runIn } from './existing-run.js';
import type { ExperimentConfig } from './experiment-config.js';
import { preparing, shareStatistics } from './open-views.js';
import { type ComparisonPlan, planComparison, type RunPlan } from './plan-comparison.js';
import { damageOfRun, hasRun, repairRun } from './repair-run.js';
import { runSideBySide } from './run-side-by-side.js';

/**
 * Trains every activation with every seed, each run in a separate process, into
 * `<out>/<activation>/seed-<n>/`; `<out>/compare.json` records what belongs together. When called again, it continues:
 * finished runs are kept, interrupted ones resume, new activations and seeds are added. An activation whose file or
 * package has changed is run again, and its earlier runs are moved aside. All compute on the backend of the first, unless another is
 * asked for by name. A run that diverges, dies or crashes does not end the comparison; wrong input does, such as a backend that is gone.
 *
 * @example
 * const { config } = await mergeConfig(await readRecipe('quick'), { dataset: 'cifar10', data: 'cifar-10-batches-bin' });
 * await compare({ config, activations: ['relu', 'rrelu'], seeds: [1, 2], out: 'runs/table3' });
 */
export async function compare(given: CompareOptions): Promise<Comparison> {
  const options = checkedCompareOptions(given);
  const plan = await planComparison(options);
  return trainPlanned(plan, options).catch(async (error: unknown) => {
    // Like a run that is refused before it has saved anything, it must not bind the folder to its settings.
    await withdrawComparison(options.out, plan.created).catch(() => {});
    throw error;
  });
}

async function trainPlanned(
  { runs, computing, train }: ComparisonPlan,
  options: CompareOptions,
): Promise<Comparison> {
  const { out, jobs = 1, devices = [], signal, onPrepare } = options;
  const ends = new Map<PlannedRun, RunEnd>();
  const onEvent: CompareOptions['onEvent'] = (run, event) => {
    if (event.type === 'ended' || event.type === 'crashed') ends.set(run, event);
    options.onEvent?.(run, event);
  };
  const begun = await openRuns(runs, { ...options, onEvent });
  const waiting = runs.filter(({ run }) => !ends.has(run));
  await shareStatistics(options.config, train, {
    folder: out,
    seeds: [...new Set(waiting.map(({ run }) => run.seed))],
    signal,
    onProgress: (progress) => onPrepare?.(preparing(progress)),
  });
  const forNew: Partial<ExperimentConfig> = { ...computing, ...(devices.length > 0 && { backend: gpus }) };
  await runSideBySide(
    waiting.map(({ run, config }) => ({ run, config: begun.has(run) ? config : { ...config, ...forNew } })),
    {
      together: Math.min(Math.max(jobs, devices.length), runs.length),
      ...{ out, devices, signal, onEvent },
      onNote: options.onNote,
    },
  );
  return { out, runs: runs.map(({ run }) => ({ ...run, end: ends.get(run) })) };
}

/**
 * Checks the runs that have begun, repairs them if requested, and reports those that have ended. Returns all that have begun. An `InputError`
 * if one is damaged or was made of other things.
 */
async function openRuns(
  plans: readonly RunPlan[],
  { config, repair, onEvent, onNote }: CompareOptions,
): Promise<ReadonlySet<PlannedRun>> {
  const begun = new Set<PlannedRun>();
  const kept: Run[] = [];
  for (const { run, config, identity } of plans) {
    const { folder } = run;
    if (repair !== undefined && hasRun(folder) && (await damageOfRun(folder)) !== undefined) {
      const note = await repairRun(folder, repair);
      if (note !== undefined) onNote?.(note);
    }
    const before = await runIn(folder, config);
    if (before === undefined) continue;
    begun.add(run);
    checkMaking(before, identity);
    const ended = outcomeOf(before, config);
    if (ended === undefined) continue;
    kept.push(before);
    onEvent?.(run, { type: 'ended', ...ended });
  }
  for (const note of otherSoftware(kept, config)) onNote?.(note);
  return begun;
}
