import type { EpochRecord, RunResult } from '@rectified/run-folder';
import type * as tfl from '@tensorflow/tfjs-layers';
import { inNode } from './in-node.js';
import { runTraining } from './run-training.js';
import type { TrainOptions } from './train-options.js';

/**
 * Trains a model that ends in logits, by stochastic gradient descent with momentum ({@link sgd}) on softmax cross-entropy.
 * Yields a record after every epoch and returns how the run ended.
 *
 * The model's initial weights, the settings and the seed determine everything: two runs end with the same weights, bit for
 * bit on the same backend and machine, and so does one that was stopped, or killed, and resumed.
 *
 * Constraints of layers are applied after every update. Regularizers add to the gradient, but not to the recorded
 * loss, which is the cross-entropy alone.
 *
 * Throws {@link DivergedError} and {@link DeadNetworkError} if continuing is pointless; the last checkpoint is then
 * kept, while the model in memory is useless. Throws an `InputError` for anything that cannot be used.
 *
 * @example
 * const run = train(model, { data, optimizer: sgd({ rate: 0.1, decay: 1e-4 }), epochs: 2, batch: 100, seed: 1 });
 * for await (const { epoch, running, test } of run) console.log(epoch, running.error, test?.error);
 */
export function train(
  model: tfl.LayersModel,
  options: TrainOptions,
): AsyncGenerator<EpochRecord, RunResult, void> {
  return runTraining(model, options, inNode);
}
