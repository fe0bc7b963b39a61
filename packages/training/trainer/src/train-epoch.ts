import { InputError } from '@rectified/errors';
import { classification } from '@rectified/metrics';
import { breathe } from './breathe.js';
import { DeadNetworkError } from './dead-network-error.js';
import type { TakenStep } from './engine.js';
import { currentRate, diverged, record, saveTraining, stopped, type Training } from './training.js';
import { allAlike } from './training-step.js';
import { nameOf } from './weights.js';

/** Consecutive steps with the same logits for every image after which a network is given up. */
const deadAfter = 10;

/** Runs the remaining steps of the current epoch, or until training is to stop. */
export async function trainEpoch(training: Training): Promise<void> {
  checkLearned(training);
  const { engine, settings, state, perEpoch, steps: all } = training;
  const { batch: size, seed } = settings;
  const steps = engine.begin({ seed, epoch: state.epoch, size, start: state.batch });
  try {
    while (!stopped(training)) {
      const { step, epoch } = state;
      const taken = await steps.take(untilSaved(training), { step, epoch, steps: all });
      if (taken.length === 0) break;
      for (const one of taken) {
        countStep(training, one);
        reportStep(training, one);
      }
      if (saveIsDue(training)) await saveTraining(training);
      await breathe();
    }
  } finally {
    await steps.close();
  }
  if (!stopped(training) && state.batch !== perEpoch)
    throw new InputError({
      what: 'the source returned the wrong number of batches for an epoch',
      expected: `${perEpoch} batches of up to ${size} images`,
      got: `${state.batch} batches`,
    });
}

/** Throws an `InputError` if the caller has frozen or unfrozen a layer in the meantime: what learns is settled at the start. */
function checkLearned({ model, trainable }: Training): void {
  const now = model.trainableWeights.map(nameOf);
  const frozen = trainable.filter((name) => !now.includes(name));
  const unfrozen = now.filter((name) => !trainable.includes(name));
  if (frozen.length + unfrozen.length === 0) return;
  throw new InputError({
    what: `layers of the model were ${frozen.length > 0 ? 'frozen' : 'unfrozen'} during training`,
    got: [...frozen, ...unfrozen].join(', '),
    remedy: 'Set what learns before, or end this training and start another one',
  });
}

function countStep({ state, session }: Training, { labels, seconds, waited }: TakenStep): void {
  const images = labels.length;
  state.step++;
  state.batch++;
  state.effort.images += images;
  state.effort.seconds += seconds;
  state.effort.waited += waited;
  session.images += images;
  session.seconds += seconds;
}

/** Records the result of a step, and throws if it shows that training has failed. */
function reportStep(training: Training, { logits, labels }: TakenStep): void {
  const { options, state, running, session } = training;
  const classes = options.data.train.classes.length;
  const batch = classification({ classes, loss: training.settings.loss });
  batch.add(logits, labels);
  const { loss, error } = batch.value();
  if (!Number.isFinite(loss)) throw diverged(training, `the loss is ${loss}`);
  running.add(logits, labels);
  if (allAlike(logits, labels.length)) state.alike++;
  // A single image at the end of an epoch proves nothing about others.
  else if (labels.length > 1 || training.settings.batch === 1) state.alike = 0;
  const { step, epoch, effort } = state;
  if (state.alike >= deadAfter)
    throw new DeadNetworkError({
      evidence: `for the last ${deadAfter} steps (to step ${step}) it gave every image the same logits`,
      ...{ step, loss, classes },
    });
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

/** Steps until the next one to be saved. */
function untilSaved({ options, state }: Training): number {
  const { steps = Number.POSITIVE_INFINITY } = options.checkpointEvery ?? {};
  return Number.isFinite(steps) ? steps - (state.step % steps) : steps;
}

function saveIsDue({ options, session, state }: Training): boolean {
  const { seconds = 60, steps = Number.POSITIVE_INFINITY } = options.checkpointEvery ?? {};
  return performance.now() - session.saved > seconds * 1000 || state.step % steps === 0;
}
