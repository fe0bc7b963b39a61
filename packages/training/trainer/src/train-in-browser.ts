import type { EpochRecord, RunResult } from '@rectified/run-folder';
import type * as tfl from '@tensorflow/tfjs-layers';
import type { Platform } from './platform.js';
import { runTraining } from './run-training.js';
import type { TrainOptions } from './train-options.js';

/** Nothing is written, because there are no folders. */
const inBrowser: Platform = { runtime: 'browser', peakMemory: () => 0 };

/**
 * `train` without Node. It is the same, bit for bit on the same backend, except that runs cannot be written to a
 * folder; `folder` is an `InputError`. The page's events are handled after every step.
 *
 * @example
 * const run = train(model, { data, optimizer: sgd({ rate: 0.1 }), epochs: 2, batch: 100, seed: 1 });
 * for await (const { epoch, running } of run) show(epoch, running.error);
 */
export function train(
  model: tfl.LayersModel,
  options: TrainOptions,
): AsyncGenerator<EpochRecord, RunResult, void> {
  return runTraining(model, options, inBrowser);
}
