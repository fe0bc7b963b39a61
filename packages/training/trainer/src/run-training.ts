import type { EpochRecord, RunResult } from '@rectified/run-folder';
import type * as tfl from '@tensorflow/tfjs-layers';
import { checkTrainOptions } from './check-train-options.js';
import { DeadNetworkError } from './dead-network-error.js';
import { DivergedError } from './diverged-error.js';
import { finishEpoch, recordProbe } from './finish-epoch.js';
import { noBetterThanGuessing } from './no-better-than-guessing.js';
import type { Platform } from './platform.js';
import { trainEpoch } from './train-epoch.js';
import type { TrainOptions } from './train-options.js';
import { beginTraining, closeTraining, saveTraining, type Training } from './training.js';
import { resultOf } from './training-state.js';

/** `train` on one platform. */
export async function* runTraining(
  model: tfl.LayersModel,
  options: TrainOptions,
  platform: Platform,
): AsyncGenerator<EpochRecord, RunResult, void> {
  checkTrainOptions(options);
  const training = await beginTraining(model, options, platform);
  try {
    if (training.state.step === 0) await recordProbe(training, { epoch: 0 });
    while (training.state.epoch <= training.epochs) {
      await trainEpoch(training);
      const record = options.signal?.aborted ? undefined : await finishEpoch(training);
      if (record === undefined) return await interrupt(training);
      yield record;
    }
    return await end(training, 'finished', noBetterThanGuessing(training));
  } catch (error) {
    if (error instanceof DivergedError || error instanceof DeadNetworkError)
      await end(training, error.status, error.message);
    throw error;
  } finally {
    await closeTraining(training);
  }
}

async function end(training: Training, status: RunResult['status'], message?: string): Promise<RunResult> {
  const result = resultOf(training.state, status, {
    ...(message !== undefined && { message, atChance: status === 'finished' }),
    peakMemory: training.platform.peakMemory(),
  });
  await training.run.end(result);
  return result;
}

/** Saves, so that the run can continue from here. */
async function interrupt(training: Training): Promise<RunResult> {
  const { state, epochs, steps, options } = training;
  await saveTraining(training);
  const where = `Stopped after step ${state.step} of ${steps} (epoch ${state.epoch} of ${epochs})`;
  return end(
    training,
    'interrupted',
    options.folder === undefined
      ? `${where}; nothing was saved, because no folder was given`
      : `${where} and saved in ${options.folder}`,
  );
}
