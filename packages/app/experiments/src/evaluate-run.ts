import type { BackendChoice } from '@rectified/backend';
import { take } from '@rectified/dataset';
import { checkValue, InputError } from '@rectified/errors';
import { wilson } from '@rectified/metrics';
import { evaluate } from '@rectified/trainer';
import * as checks from './checks.js';
import type { ExperimentConfig } from './experiment-config.js';
import { compareImages, loadNetwork, notesOn, readMaking } from './load-run.js';
import { lossOf } from './loss-of.js';
import { openPart } from './open-part.js';
import { openTestSource, shapeOf } from './open-views.js';
import type { RunEvent } from './run-event.js';
import { imagesIdentity } from './run-identity.js';

export interface EvaluateOptions {
  /** The dataset's folder. Default: the run's. */
  readonly data?: string;
  /** File that lists the plankton images in each part. Default: the run's own. */
  readonly splitFile?: string;
  /** Default: the run's. */
  readonly backend?: ExperimentConfig['backend'];
  /** Only the first test images. Default: all in the dataset, even if the run was limited. */
  readonly limit?: number;
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: RunEvent & { readonly type: 'prepare' | 'note' | 'evaluate' }) => void;
}

/** How well a run's network does on the test images. */
export interface RunEvaluation {
  readonly folder: string;
  readonly backend: BackendChoice;
  readonly images: number;
  /** Mean cross-entropy in nats, the loss of training. */
  readonly loss: number;
  /** Share of wrong answers. */
  readonly error: number;
  /** 95 % interval of the error over other test images (Wilson); it does not cover other seeds. */
  readonly interval: { readonly low: number; readonly high: number };
}

/**
 * Measures a run's last saved network on its dataset's test images.
 *
 * @example
 * const { error } = await evaluateRun('runs/a', { data: 'cifar-10-batches-bin' });
 */
export async function evaluateRun(folder: string, options: EvaluateOptions = {}): Promise<RunEvaluation> {
  checkValue('folder of a run', folder, checks.folder);
  checkValue('options of evaluateRun', options, checks.options);
  const run = await readMaking(folder);
  const { config } = run;
  for (const text of notesOn(run)) options.onEvent?.({ type: 'note', text });
  const { dataset, datasetOptions, skipBad } = config;
  const { data = config.data, splitFile, limit, signal, onEvent } = options;
  const { test: all } = await openPart(
    { dataset, datasetOptions, data, skipBad, splitFile },
    { run: folder, part: 'test' },
    {
      signal,
      onProgress: (progress) => onEvent?.({ type: 'prepare', what: 'images', ...progress }),
      onNote: (text) => onEvent?.({ type: 'note', text }),
    },
  );
  const text = compareImages(run, 'test', imagesIdentity(all), { named: options.data !== undefined });
  if (text !== undefined) onEvent?.({ type: 'note', text });
  if (limit !== undefined && limit > all.size)
    throw new InputError({ what: 'limit', expected: `at most the ${all.size} test images`, got: `${limit}` });
  const test = limit === undefined ? all : take(all, limit);
  const { model, backend } = await loadNetwork(run, options);
  try {
    const { batch, input } = config;
    const { loss, error, images } = await evaluate(model, test, {
      batch,
      input,
      loss: lossOf(config),
      source: await openTestSource(config, folder),
      shape: shapeOf(config, test),
      signal,
      onBatch: (progress) => onEvent?.({ type: 'evaluate', ...progress }),
    });
    return { folder, backend, images, loss, error, interval: wilson(Math.round(error * images), images) };
  } finally {
    model.dispose();
  }
}
