import { InputError } from '@rectified/errors';
import { classification } from '@rectified/metrics';
import { lookAhead, shuffled } from './batch-source.js';
import { breathe } from './breathe.js';
import { DeadNetworkError } from './dead-network-error.js';
import { scaledPixels } from './input-scaling.js';
import { currentRate, diverged, record, saveTraining, stopped, type Training } from './training.js';
import { allAlike, type TrainingBatch, trainingStep } from './training-step.js';

/** Steps in a row with the same logits for every image after which a network is given up. */
const deadAfter = 10;

/** Takes the steps that are left of the epoch under way, or those until training is to stop. */
export async function trainEpoch(training: Training): Promise<void> {
  const { options, settings, state, perEpoch } = training;
  const { batch: size, seed, input } = settings;
  const source = options.source ?? shuffled(options.data.train);
  const batches = lookAhead(source({ seed, epoch: state.epoch, size, start: state.batch }), (batch) => ({
    pixels: scaledPixels(batch, input),
    shape: batch.shape,
    labels: batch.labels,
  }));
  try {
    while (!stopped(training)) {
      const start = performance.now();
      const batch = await batches.take();
      if (batch === undefined) break;
      const logits = await takeStep(training, batch, () => batches.prepare());
      countStep(training, {
        images: batch.labels.length,
        seconds: (performance.now() - start) / 1000,
        waited: batches.waited(),
      });
      reportStep(training, logits, batch.labels);
      if (saveIsDue(training)) await saveTraining(training);
      await breathe();
    }
  } finally {
    await batches.close();
  }
  if (!stopped(training) && state.batch !== perEpoch)
    throw new InputError({
      what: 'the source gave the wrong number of batches for an epoch',
      expected: `${perEpoch} batches of up to ${size} images`,
      got: `${state.batch} batches`,
    });
}

/** One update of the model, while `meanwhile` makes the next batch. Returns the logits from before it. */
async function takeStep(
  { network, optimizer, settings: { seed }, state: { step, epoch }, steps }: Training,
  batch: TrainingBatch,
  meanwhile: () => void,
): Promise<Float32Array> {
  const logits = trainingStep(network, optimizer, batch, { step, epoch, steps }, seed);
  meanwhile();
  try {
    return (await logits.data()) as Float32Array;
  } finally {
    logits.dispose();
  }
}

function countStep(
  { state, session }: Training,
  { images, seconds, waited }: { images: number; seconds: number; waited: number },
): void {
  state.step++;
  state.batch++;
  state.effort.images += images;
  state.effort.seconds += seconds;
  state.effort.waited += waited;
  session.images += images;
  session.seconds += seconds;
}

/** Records what a step gave, and throws where it shows that training has failed. */
function reportStep(training: Training, logits: Float32Array, labels: Int32Array): void {
  const { options, state, running, session } = training;
  const classes = options.data.train.classes.length;
  const batch = classification({ classes });
  batch.add(logits, labels);
  const { loss, error } = batch.value();
  if (!Number.isFinite(loss)) throw diverged(training, `the loss is ${loss}`);
  running.add(logits, labels);
  state.alike = allAlike(logits, labels.length) ? state.alike + 1 : 0;
  const { step, epoch, effort } = state;
  if (state.alike >= deadAfter) throw new DeadNetworkError({ step, steps: deadAfter, loss, classes });
  const rate = currentRate(training);
  const { recordEvery = 10 } = options;
  if (step % recordEvery === 0) record(training, { type: 'step', step, epoch, loss, error, rate });
  options.onStep?.({
    step,
    steps: training.steps,
    epoch,
    images: effort.images,
    loss,
    rate,
    imagesPerSecond: session.images / session.seconds,
  });
}

function saveIsDue({ options, session, state }: Training): boolean {
  const { seconds = 60, steps = Number.POSITIVE_INFINITY } = options.checkpointEvery ?? {};
  return performance.now() - session.saved > seconds * 1000 || state.step % steps === 0;
}
