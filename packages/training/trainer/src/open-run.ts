import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { InputError } from '@rectified/errors';
import {
  type Checkpoint,
  type Claim,
  changeRun,
  checkRunFiles,
  claimRun,
  createRun,
  damaged,
  goBack,
  hasCheckpoint,
  openMetrics,
  type RunDescription,
  readCheckpoint,
  readDescription,
  readRun,
  remedyFor,
  removeResult,
  sealOf,
  startOver,
  withdrawRun,
  writeResult,
} from '@rectified/run-folder';
import { hashBytes, makeFolder } from '@rectified/system';
import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import { restoreCheckpoint, saveCheckpoint } from './checkpoint.js';
import type { TrainingSettings } from './training-state.js';
import type { OpenRun, OpenRunOptions } from './written-run.js';

const { version } = createRequire(import.meta.url)('../package.json') as { version: string };

/** Starts or resumes the run in `folder`. Its `run.json` may already contain more than the trainer knows. */
export async function openRun(folder: string, options: OpenRunOptions): Promise<OpenRun> {
  if (!options.resume && (await traceOf(folder)) !== undefined)
    throw new InputError({
      what: 'there is already a run in this folder',
      file: folder,
      remedy: 'Resume it (resume: true), or choose another folder',
    });
  await makeFolder(folder);
  const claim = options.claim ?? (await claimRun(folder));
  const release = async () => {
    if (options.claim === undefined) await claim.release();
  };
  try {
    const begun = await traceOf(folder);
    if (begun === undefined) await begin(folder, { ...options, claim });
    const { saved, metrics } = await goOn(folder, options);
    const { model, optimizer, settings } = options;
    return {
      ...(begun !== undefined && { saved }),
      record(record) {
        claim.check();
        metrics.append(record);
      },
      async save(state) {
        claim.check();
        return saveCheckpoint(folder, model, optimizer, { settings, state, metrics: metrics.sync, claim });
      },
      async end(result) {
        claim.check();
        const [known, checkpoint] = [metrics.sync(), await sealOf(folder)];
        await writeResult(folder, result, { metrics: known, checkpoint });
      },
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

/** The name of a file or folder that shows that a run has started. */
async function traceOf(folder: string): Promise<string | undefined> {
  if (hasCheckpoint(folder)) return 'checkpoint';
  const trace = ['metrics.jsonl', 'result.json', 'checkpoint.previous'].find((name) =>
    existsSync(join(folder, name)),
  );
  if (trace !== undefined || !existsSync(join(folder, 'run.json'))) return trace;
  return (await readDescription(folder)).begun ? 'run.json' : undefined;
}

/** Saves the network before its first step, so that a later run without a checkpoint is known to have lost it. */
async function begin(
  folder: string,
  { model, optimizer, settings, epochs, first, claim }: OpenRunOptions & { readonly claim: Claim },
): Promise<void> {
  const isOwn = await describeNew(folder, describe(model, settings, epochs));
  const metrics = () => hashBytes('');
  try {
    const broken = await saveCheckpoint(folder, model, optimizer, { settings, state: first, metrics, claim });
    if (broken === undefined) return;
    throw new InputError({ what: `the weight "${broken}" of the untrained network is not finite` });
  } catch (error) {
    if (isOwn) await withdrawRun(folder, claim).catch(() => {});
    throw error;
  }
}

/** Writes the `run.json` of a new run unless the caller has. Returns whether it has been written. */
async function describeNew(folder: string, own: RunDescription): Promise<boolean> {
  if (existsSync(join(folder, 'run.json'))) {
    const { id, config } = await readDescription(folder);
    // Only a training writes its settings there: this one was killed before it saved anything.
    if (!(('software' satisfies keyof TrainingSettings) in config)) return false;
    await changeRun(folder, { ...own, id });
  } else await createRun(folder, own);
  return true;
}

/** Restores the last checkpoint after verifying that all files of the run are what was written. */
async function goOn(folder: string, { model, optimizer, settings, epochs, resume }: OpenRunOptions) {
  const description = await runOf(folder, epochs);
  const checkpoint = await soundCheckpoint(folder).catch(async (error: unknown) => {
    if (resume !== 'previous') throw error;
    await goBack(folder);
    return soundCheckpoint(folder);
  });
  const saved = await restoreCheckpoint(checkpoint, model, optimizer, settings);
  if (description.config.epochs !== epochs && typeof description.config.epochs === 'number')
    await changeRun(folder, { ...description, config: { ...description.config, epochs } });
  await removeResult(folder);
  return { saved, metrics: openMetrics(folder, { keep: checkpoint.metrics }) };
}

/** The run's description. Throws an InputError if it cannot continue for this many epochs, or does not record enough to continue. */
async function runOf(folder: string, epochs: number): Promise<RunDescription> {
  const file = join(folder, 'run.json');
  if (!existsSync(file))
    throw damaged({ file, what: `is missing, although there is a ${await traceOf(folder)}` }, startOver);
  const description = await readDescription(folder);
  if (description.format === 1)
    throw new InputError({
      what: 'the run was made by a version that did not record what it was made of, so it cannot be continued',
      file: folder,
      remedy: 'Start a new run in another folder; the old one can still be reported and evaluated',
    });
  const begunFor = description.config.epochs;
  if (typeof begunFor === 'number' && epochs < begunFor)
    throw new InputError({
      what: 'the run was started for more epochs',
      expected: `at least ${begunFor}`,
      got: `${epochs}`,
      file: folder,
      remedy: 'Stop it when you like, or start a new run in another folder',
    });
  return description;
}

/** The last checkpoint; throws an InputError if it, or any other file of the run, is not what was written. */
async function soundCheckpoint(folder: string): Promise<Checkpoint> {
  await readRun(folder);
  await checkRunFiles(folder);
  const checkpoint = await readCheckpoint(folder);
  if (checkpoint !== undefined) return checkpoint;
  throw damaged(
    { file: join(folder, 'checkpoint'), what: `is missing, although there is a ${await traceOf(folder)}` },
    await remedyFor(folder),
  );
}

/** What the trainer knows about a run by itself. */
function describe(model: tfl.LayersModel, settings: TrainingSettings, epochs: number): RunDescription {
  return {
    format: 2,
    created: new Date().toISOString(),
    config: { ...settings, epochs },
    versions: { '@rectified/trainer': version, node: process.versions.node, tfjs: tf.version_core },
    backend: { name: tf.getBackend() },
    parameters: model.countParams(),
  };
}
