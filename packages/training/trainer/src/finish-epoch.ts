import { type Dataset, take } from '@rectified/dataset';
import { classification } from '@rectified/metrics';
import type { EpochRecord, Measure } from '@rectified/run-folder';
import { breathe } from './breathe.js';
import { checkAlive } from './check-alive.js';
import type { Answers } from './engine.js';
import { evaluate } from './evaluate.js';
import { probeNetwork } from './probe-network.js';
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
 * Measures, records and saves the epoch, and moves on to the next. Returns `undefined` if training was
 * stopped while measuring; a resumed run then measures again.
 */
export async function finishEpoch(training: Training): Promise<EpochRecord | undefined> {
  const { state } = training;
  await checkWeights(training);
  await checkAlive(training);
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
  training.running = classification({ classes: classes.length, loss: training.settings.loss });
  writeRecord(training, record);
  await recordProbe(training, record);
  await saveTraining(training);
  return record;
}

/** Probes the network, if requested, and records the result. */
export async function recordProbe(training: Training, { epoch }: { epoch: number }): Promise<void> {
  const { probe = false } = training.options;
  if (probe !== false) writeRecord(training, await probeNetwork(training, { epoch }));
}

type Measures = Pick<EpochRecord, 'running' | 'clean' | 'test'>;

async function measureEpoch(training: Training): Promise<Measures> {
  const { data, evaluateTrain = 0, evaluateEvery = 1 } = training.options;
  const { epoch } = training.state;
  const { loss, error } = training.running.value();
  if (epoch % evaluateEvery !== 0 && epoch !== training.epochs) return { running: { loss, error } };
  const part = evaluateTrain === true ? data.train.size : Math.min(Number(evaluateTrain), data.train.size);
  const clean = part > 0 ? await measure(training, 'train', take(data.train, part)) : undefined;
  const test = data.test && (await measure(training, 'test', data.test));
  return { running: { loss, error }, ...(clean && { clean }), ...(test && { test }) };
}

/** Loss and error over the first images of a part, in test mode. */
async function measure(training: Training, part: 'train' | 'test', dataset: Dataset): Promise<Measure> {
  const { model, options, settings, engine } = training;
  const { loss, error } = engine.answers
    ? await measureAnswers(training, engine.answers(part, dataset.size), dataset)
    : await evaluate(model, dataset, {
        batch: settings.batch,
        input: settings.input,
        loss: settings.loss,
        source: options.testSource,
        shape: options.shape,
        signal: options.signal,
        onBatch: options.onEvaluate,
      });
  if (!Number.isFinite(loss)) throw diverged(training, `the loss on ${dataset.name} is ${loss}`);
  return { loss, error };
}

/** The same from the engine's answers. */
async function measureAnswers(
  { options, settings }: Training,
  answers: Iterable<Answers>,
  { size, classes }: Dataset,
): Promise<Measure> {
  const measured = classification({ classes: classes.length, loss: settings.loss });
  let images = 0;
  for (const { logits, labels } of answers) {
    measured.add(logits, labels);
    images += labels.length;
    options.onEvaluate?.({ images, of: size });
    await breathe();
    options.signal?.throwIfAborted();
  }
  return measured.value();
}
