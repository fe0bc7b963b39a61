import { type Dataset, take } from '@rectified/dataset';
import { classification } from '@rectified/metrics';
import type { EpochRecord, Measure } from '@rectified/run-folder';
import { evaluate } from './evaluate.js';
import {
  checkWeights,
  currentRate,
  diverged,
  saveTraining,
  stopped,
  type Training,
  record as writeRecord,
} from './training.js';
import { endEpoch } from './training-state.js';

/**
 * Measures, records and saves the epoch; after that the next one is under way. Returns `undefined` where training was
 * stopped during the measuring, which a resumed run then does again.
 */
export async function finishEpoch(training: Training): Promise<EpochRecord | undefined> {
  const { state } = training;
  await checkWeights(training);
  const measured = await measureEpoch(training).catch((error: unknown) => {
    if (stopped(training)) return undefined;
    throw error;
  });
  if (measured === undefined) return undefined;
  const record: EpochRecord = {
    type: 'epoch',
    epoch: state.epoch,
    step: state.step,
    ...measured,
    ...state.effort,
    rate: currentRate(training),
  };
  const { classes } = training.options.data.train;
  endEpoch(state, record, classes.length);
  training.running = classification({ classes: classes.length });
  writeRecord(training, record);
  await saveTraining(training);
  return record;
}

type Measures = Pick<EpochRecord, 'running' | 'clean' | 'test'>;

async function measureEpoch(training: Training): Promise<Measures> {
  const { data, evaluateTrain = 0, evaluateEvery = 1 } = training.options;
  const { epoch } = training.state;
  const { loss, error } = training.running.value();
  if (epoch % evaluateEvery !== 0 && epoch !== training.epochs) return { running: { loss, error } };
  const part = evaluateTrain === true ? data.train.size : Math.min(Number(evaluateTrain), data.train.size);
  const clean = part > 0 ? await measure(training, take(data.train, part)) : undefined;
  const test = data.test && (await measure(training, data.test));
  return { running: { loss, error }, ...(clean && { clean }), ...(test && { test }) };
}

/** Loss and error over a data set, in test mode. */
async function measure(training: Training, dataset: Dataset): Promise<Measure> {
  const { model, options, settings } = training;
  const { loss, error } = await evaluate(model, dataset, {
    batch: settings.batch,
    input: settings.input,
    source: options.testSource,
    shape: options.shape,
    signal: options.signal,
    onBatch: options.onEvaluate,
  });
  if (!Number.isFinite(loss)) throw diverged(training, `the loss on ${dataset.name} is ${loss}`);
  return { loss, error };
}
