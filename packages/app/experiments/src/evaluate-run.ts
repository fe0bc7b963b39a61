import { type BackendChoice, chooseBackend } from '@rectified/backend';
import { take } from '@rectified/dataset';
import { InputError } from '@rectified/errors';
import { wilson } from '@rectified/metrics';
import { readRun } from '@rectified/run-folder';
import { evaluate, loadModel } from '@rectified/trainer';
import { architectures } from './architectures.js';
import { checkValues } from './check-values.js';
import { ExperimentConfig } from './experiment-config.js';
import { loadActivation } from './load-activation.js';
import { openData } from './open-data.js';

export interface EvaluateOptions {
  /** The data set's folder. Default: where the run had it. */
  readonly data?: string;
  /** Default: as the run was configured. */
  readonly backend?: ExperimentConfig['backend'];
  /** Only the first test images. Default: all of the data set, also where the run was limited. */
  readonly limit?: number;
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: {
    readonly type: 'evaluate';
    readonly images: number;
    readonly of: number;
  }) => void;
}

/** What the network of a run does on the test images. */
export interface RunEvaluation {
  readonly folder: string;
  readonly backend: BackendChoice;
  readonly images: number;
  /** Mean cross-entropy in nats. */
  readonly loss: number;
  /** Share of wrong answers. */
  readonly error: number;
  /** 95 % interval of the error over other test images (Wilson); it knows nothing of other seeds. */
  readonly interval: { readonly low: number; readonly high: number };
}

/**
 * Measures the last saved network of a run on its data set's test images.
 *
 * @example
 * const { error } = await evaluateRun('runs/a', { data: 'cifar-10-batches-bin' });
 */
export async function evaluateRun(folder: string, options: EvaluateOptions = {}): Promise<RunEvaluation> {
  const { description } = await readRun(folder);
  const config = checkValues(ExperimentConfig, description.config, () => ({ file: `${folder}/run.json` }));
  const { data = config.data, backend: wanted = config.backend, limit, signal, onEvent } = options;
  const { test: all } = await openData({ dataset: config.dataset, data });
  if (limit !== undefined && limit > all.size)
    throw new InputError({ what: 'limit', expected: `at most the ${all.size} test images`, got: `${limit}` });
  const test = limit === undefined ? all : take(all, limit);
  // These make their layers known to tfjs, so that the model can be loaded.
  await loadActivation(config.activation);
  await architectures[config.architecture]!.load();
  const backend = await chooseBackend({ backend: wanted, kernels: config.kernels });
  const model = await loadModel(folder);
  try {
    const { batch, input } = config;
    const { loss, error, images } = await evaluate(model, test, {
      batch,
      input,
      signal,
      onBatch: (progress) => onEvent?.({ type: 'evaluate', ...progress }),
    });
    return { folder, backend, images, loss, error, interval: wilson(Math.round(error * images), images) };
  } finally {
    model.dispose();
  }
}
