import { performance } from 'node:perf_hooks';
import { setImmediate } from 'node:timers/promises';
import { type Dataset, take } from '@rectified/dataset';
import { InputError } from '@rectified/errors';
import { fuse } from '@rectified/fuse';
import { classification } from '@rectified/metrics';
import { seedNoise } from '@rectified/random';
import type { EpochRecord, Measure, RunResult } from '@rectified/run-folder';
import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import { lookAhead, shuffled } from './batch-source.js';
import { checkModel } from './check-model.js';
import { checkTrainOptions } from './check-train-options.js';
import { brokenWeight } from './checkpoint.js';
import { DeadNetworkError } from './dead-network-error.js';
import { DivergedError } from './diverged-error.js';
import { evaluate } from './evaluate.js';
import { scaledPixels } from './input-scaling.js';
import { layersOf } from './layers-of.js';
import { momentumSgd } from './momentum-sgd.js';
import { openRun, unwritten } from './open-run.js';
import { parameterUpdates } from './parameter-updates.js';
import { rateAt } from './schedule.js';
import { settingsOf, whole } from './settings-of.js';
import type { TrainOptions } from './train-options.js';
import { endEpoch, firstState, peakMemory, resultOf } from './training-state.js';
import { allAlike, trainingStep } from './training-step.js';

/** Steps in a row with the same logits for every image after which a network is given up. */
const deadAfter = 10;

/**
 * Trains a model that ends in logits, by stochastic gradient descent with momentum ({@link sgd}) on softmax cross-entropy.
 * Yields a record after every epoch and returns how the run ended.
 *
 * The model's initial weights, the settings and the seed decide everything: two runs end with the same weights, bit for
 * bit on the same backend and machine, and so does one that was stopped, or killed, and resumed.
 *
 * Constraints of layers are applied after every update. Regularizers add to the gradient, but not to the loss that is
 * recorded, which is the cross-entropy alone.
 *
 * Throws {@link DivergedError} and {@link DeadNetworkError} where going on is useless; the last checkpoint then stays as
 * it was, while the model in memory is of no use. Throws `InputError` for anything that cannot be used.
 *
 * @example
 * const run = train(model, { data, optimizer: sgd({ rate: 0.1, decay: 1e-4 }), epochs: 2, batch: 100, seed: 1 });
 * for await (const { epoch, running, test } of run) console.log(epoch, running.error, test?.error);
 */
export async function* train(
  model: tfl.LayersModel,
  options: TrainOptions,
): AsyncGenerator<EpochRecord, RunResult, void> {
  checkTrainOptions(options);
  const { data, folder, signal, resume, claim, recordEvery = 10, source = shuffled(data.train) } = options;
  const { seconds: saveAfter = 60, steps: saveEvery = Number.POSITIVE_INFINITY } =
    options.checkpointEvery ?? {};
  const classes = data.train.classes.length;
  const epochs = whole('epochs', options.epochs);
  const first = firstState(classes);
  checkModel(model, data.train, options.shape ?? data.train.shape);
  const layers = layersOf(model);
  await tf.ready();
  const network = fuse(model);
  const settings = settingsOf(options);
  const { batch: size, seed, input } = settings;
  const perEpoch = Math.ceil(data.train.size / size);
  const optimizer = momentumSgd(model.trainableWeights, settings.optimizer, parameterUpdates(layers));
  const run =
    folder === undefined
      ? unwritten(model)
      : await openRun(folder, { model, optimizer, settings, epochs, first, resume, claim }).catch(
          (error: unknown) => {
            optimizer.dispose();
            throw error;
          },
        );
  const state = run.saved ?? first;
  let running = classification({ classes, state: state.running });
  const session = { images: 0, seconds: 0, saved: performance.now() };

  /** Of the last step. */
  const rate = () =>
    rateAt(settings.optimizer.rate, { step: Math.max(state.step - 1, 0), epoch: state.epoch });
  const diverged = (what: string) =>
    new DivergedError({ what, step: state.step, epoch: state.epoch, rate: rate() });

  async function save(): Promise<void> {
    state.running = running.state();
    state.peakMemory = Math.max(state.peakMemory, peakMemory());
    const broken = await run.save(state);
    if (broken !== undefined) throw diverged(`${broken} is no longer finite`);
    session.saved = performance.now();
  }

  /** Takes the steps that are left of the epoch, or those until the signal comes. */
  async function steps(): Promise<void> {
    const batches = lookAhead(source({ seed, epoch: state.epoch, size, start: state.batch }), (batch) => ({
      pixels: scaledPixels(batch, input),
      shape: batch.shape,
      labels: batch.labels,
    }));
    try {
      while (!signal?.aborted) {
        const start = performance.now();
        const batch = await batches.take();
        if (batch === undefined) break;
        seedNoise(layers, { seed, step: state.step });
        const tensor = trainingStep(network, optimizer, batch, state);
        batches.prepare();
        const logits = (await tensor.data()) as Float32Array;
        tensor.dispose();
        const seconds = (performance.now() - start) / 1000;
        count(batch.labels.length, seconds, batches.waited());
        report(logits, batch.labels);
        const due = performance.now() - session.saved > saveAfter * 1000 || state.step % saveEvery === 0;
        if (due) await save();
        await setImmediate(); // tfjs-node computes on this thread: let Ctrl-C and timers have their turn.
      }
    } finally {
      await batches.close();
    }
    if (!signal?.aborted && state.batch !== perEpoch)
      throw new InputError({
        what: 'the source of batches gave another number than an epoch has',
        expected: `${perEpoch} batches of up to ${size} images`,
        got: `${state.batch} batches`,
      });
  }

  function count(images: number, seconds: number, waited: number): void {
    state.step++;
    state.batch++;
    state.effort.images += images;
    state.effort.seconds += seconds;
    state.effort.waited += waited;
    session.images += images;
    session.seconds += seconds;
  }

  /** Records what a step gave, and throws where it shows that training has failed. */
  function report(logits: Float32Array, labels: Int32Array): void {
    const one = classification({ classes });
    one.add(logits, labels);
    const { loss, error } = one.value();
    if (!Number.isFinite(loss)) throw diverged(`the loss is ${loss}`);
    running.add(logits, labels);
    state.alike = allAlike(logits, labels.length) ? state.alike + 1 : 0;
    if (state.alike >= deadAfter)
      throw new DeadNetworkError({ step: state.step, steps: deadAfter, loss, classes });
    const { step, epoch, effort } = state;
    if (step % recordEvery === 0) run.record({ type: 'step', step, epoch, loss, error, rate: rate() });
    options.onStep?.({
      step,
      steps: perEpoch * epochs,
      epoch,
      images: effort.images,
      loss,
      rate: rate(),
      imagesPerSecond: session.images / session.seconds,
    });
  }

  async function measure(dataset: Dataset): Promise<Measure> {
    const { loss, error } = await evaluate(model, dataset, {
      batch: size,
      input,
      source: options.testSource,
      shape: options.shape,
      signal,
      onBatch: options.onEvaluate,
    });
    if (!Number.isFinite(loss)) throw diverged(`the loss on ${dataset.name} is ${loss}`);
    return { loss, error };
  }

  /** Measures, records and saves; after it the next epoch is under way. */
  async function finishEpoch(): Promise<EpochRecord> {
    const broken = await brokenWeight(model);
    if (broken !== undefined) throw diverged(`${broken} is no longer finite`);
    const part = options.evaluateTrain === true ? data.train.size : Number(options.evaluateTrain ?? 0);
    const clean = part > 0 ? await measure(take(data.train, Math.min(part, data.train.size))) : undefined;
    const test = data.test && (await measure(data.test));
    const { loss, error } = running.value();
    const record: EpochRecord = {
      type: 'epoch',
      epoch: state.epoch,
      step: state.step,
      running: { loss, error },
      ...(clean && { clean }),
      ...(test && { test }),
      ...state.effort,
      rate: rate(),
    };
    endEpoch(state, record, classes);
    running = classification({ classes });
    run.record(record);
    await save();
    return record;
  }

  async function end(status: RunResult['status'], message?: string): Promise<RunResult> {
    const result = resultOf(state, status, message);
    await run.end(result);
    return result;
  }

  async function interrupted(): Promise<RunResult> {
    await save();
    const where = `Stopped after step ${state.step} of ${perEpoch * epochs} (epoch ${state.epoch} of ${epochs})`;
    return end(
      'interrupted',
      folder === undefined
        ? `${where}; nothing was saved, since no folder was given`
        : `${where} and saved in ${folder}. To go on, resume it with the same settings`,
    );
  }

  try {
    while (state.epoch <= epochs) {
      await steps();
      if (signal?.aborted) return await interrupted();
      const record = await finishEpoch().catch((error: unknown) => {
        if (signal?.aborted) return undefined; // In an evaluation.
        throw error;
      });
      if (record === undefined) return await interrupted();
      yield record;
    }
    return await end('finished');
  } catch (error) {
    if (error instanceof DivergedError || error instanceof DeadNetworkError)
      await end(error.status, error.message);
    throw error;
  } finally {
    optimizer.dispose();
    await run.close();
  }
}
