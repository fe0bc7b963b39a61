import { augment, byteSteps } from '@rectified/augment';
import type { BackendChoice } from '@rectified/backend';
import type { Dataset, DatasetDescription, ImageShape } from '@rectified/dataset';
import { checkValue, InputError } from '@rectified/errors';
import { errorRate, logLoss, wilson } from '@rectified/metrics';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { averageViews } from './average-views.js';
import { checkPlace } from './check-place.js';
import * as checks from './checks.js';
import { centralView, chooseViews, type WhichViews } from './choose-views.js';
import { loadDataset } from './datasets.js';
import type { ExperimentConfig } from './experiment-config.js';
import { compareImages, loadNetwork, notesOn, readMaking } from './load-run.js';
import { openImages, type WhichImages } from './open-images.js';
import { knownStatistics } from './open-views.js';
import { prepareOutput } from './prepare-output.js';
import type { RunEvent } from './run-event.js';
import { imagesIdentity } from './run-identity.js';
import { checkWritable, predictionEndings, writePredictions } from './write-predictions.js';

/** By default, the images are those of the run's dataset, and the view is the central one. */
export interface PredictOptions extends Partial<WhichImages>, WhichViews {
  /** Seed of random views, and only for them. Default: 0, regardless of the run's, so that networks to be compared see the same views. */
  readonly seed?: number;
  /** Images per step. Default: the run's. */
  readonly batch?: number;
  /** Default: the run's. */
  readonly backend?: ExperimentConfig['backend'];
  /** File for the probabilities, in the format of {@link writePredictions}. */
  readonly out?: string;
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: PredictEvent) => void;
}

/** An event during prediction. */
export type PredictEvent =
  | (RunEvent & { readonly type: 'prepare' | 'note' })
  | { readonly type: 'start'; readonly backend: BackendChoice; readonly dataset: string }
  | {
      readonly type: 'predict';
      /** The view, starting at 1; 0 is the central one, which is not averaged. */
      readonly view: number;
      readonly views: number;
      /** Images done and in total, over all views. */
      readonly images: number;
      readonly of: number;
    };

/** How good the probabilities are. */
export interface PredictionMeasures {
  /** The mean log-loss as Kaggle computes it, in nats. */
  readonly logLoss: number;
  /** Share of wrong answers. */
  readonly error: number;
  /** 95 % interval of the error over other images (Wilson). */
  readonly interval: { readonly low: number; readonly high: number };
}

/** The probabilities that a run's network gives images, averaged over views. */
export interface RunPrediction {
  readonly folder: string;
  readonly backend: BackendChoice;
  /** A name for people: `NDSB validation`. */
  readonly dataset: string;
  readonly classes: readonly string[];
  readonly images: number;
  /** Names of the images' files, if they have any. */
  readonly files?: readonly string[];
  /** Labels, if known. */
  readonly labels?: Int32Array;
  /** Number of averaged views. */
  readonly views: number;
  /** Images x classes, row by row. */
  readonly probabilities: Float64Array;
  /** For `probabilities`, and for those of the central view alone. Absent without labels. */
  readonly measures?: { readonly averaged: PredictionMeasures; readonly central: PredictionMeasures };
}

/**
 * Predicts images with a run's last saved network: its probabilities, averaged over views of each image as the
 * paper's plankton authors did (150 random views, or a grid of crops). If the images have labels, log-loss and error are
 * also measured, including those of the central view alone.
 *
 * Pixel statistics (mean image, whitening) must be those the network was trained with, and the classes and the
 * size of the views must be the network's; anything else is an `InputError`.
 *
 * @example
 * await predictRun('runs/a', { views: 150, augment: 'model1-views', test: 'test.zip', out: 'submission.csv.gz' });
 */
export async function predictRun(folder: string, options: PredictOptions = {}): Promise<RunPrediction> {
  checkValue('folder of a run', folder, checks.folder);
  checkValue('options of predictRun', options, checks.options);
  const { out, seed = 0, signal, onEvent } = options;
  if (out !== undefined) {
    for (const images of [options.data, options.test]) checkPlace(out, images);
    await prepareOutput(out, predictionEndings);
  }
  const run = await readMaking(folder);
  const { config } = run;
  for (const text of notesOn(run)) options.onEvent?.({ type: 'note', text });
  const { batch = config.batch } = options;
  const which = whichImages(folder, config, options);
  const { description } = await loadDataset(which.dataset);
  checkClasses((await loadDataset(config.dataset)).description, description);
  const statistics = await knownStatistics(config, folder);
  const views = chooseViews(config, options, { shape: description.shape, statistics });
  const { model, backend } = await loadNetwork(run, options);
  try {
    checkShape(model, augment(byteSteps(views[0]!.steps)).form(description.shape));
    const { dataset, labeled, files, whole } = await openImages(which, {
      signal,
      onProgress: (progress) => onEvent?.({ type: 'prepare', what: 'images', ...progress }),
      onNote: (text) => onEvent?.({ type: 'note', text }),
    });
    if (out !== undefined) checkWritable(out, { classes: dataset.classes, files });
    if (whole !== undefined && which.dataset === config.dataset) {
      const part = which.split === 'train' ? 'train' : 'test';
      const named = options.data !== undefined;
      const text = compareImages(run, part, imagesIdentity(whole), { named });
      if (text !== undefined) onEvent?.({ type: 'note', text });
    }
    onEvent?.({ type: 'start', backend, dataset: dataset.name });
    const beside = labeled && (options.views ?? options.grid) !== undefined ? 1 : 0;
    const average = (list: typeof views, before: number) =>
      averageViews(model, dataset, list, {
        statistics,
        seed,
        batch,
        input: config.input,
        head: config.head,
        signal,
        onBatch: ({ view, images }) =>
          onEvent?.({
            type: 'predict',
            view: before + view + 1 - beside,
            views: views.length,
            images: (before + view) * dataset.size + images,
            of: (beside + views.length) * dataset.size,
          }),
      });
    const central = beside === 1 ? await average([centralView(config)], 0) : undefined;
    const probabilities = await average(views, beside);
    const labels = labeled ? labelsOf(dataset) : undefined;
    const prediction = {
      folder,
      backend,
      dataset: dataset.name,
      classes: dataset.classes,
      images: dataset.size,
      files,
      labels,
      views: views.length,
      probabilities,
      measures: labels && {
        averaged: measure(probabilities, labels),
        central: measure(central ?? probabilities, labels),
      },
    };
    if (out !== undefined) await writePredictions(out, prediction);
    return prediction;
  } finally {
    model.dispose();
  }
}

/** The run's images by default; another dataset is in another place. */
function whichImages(folder: string, config: ExperimentConfig, options: PredictOptions): WhichImages {
  const { dataset = config.dataset, splitFile, split, test, limit } = options;
  const own = dataset === config.dataset && test === undefined;
  const {
    data = own ? config.data : undefined,
    datasetOptions = own ? config.datasetOptions : undefined,
    skipBad = dataset === config.dataset ? config.skipBad : undefined,
  } = options;
  return {
    dataset,
    datasetOptions,
    data,
    skipBad,
    splitFile,
    split,
    test,
    limit,
    run: own ? folder : undefined,
  };
}

function checkClasses(trained: DatasetDescription, { title, classes }: DatasetDescription): void {
  if (classes === trained.classes) return;
  throw new InputError({
    what: `the network of the run was trained for other classes than those of ${title}`,
    expected: `the ${trained.classes} classes of ${trained.title}`,
    got: `${classes}`,
  });
}

/** Throws an `InputError` unless the network accepts views of this shape. */
function checkShape({ inputs }: LayersModel, { shape }: { readonly shape: ImageShape }): void {
  const wanted = inputs[0]!.shape.slice(1);
  if (shape.join() === wanted.join()) return;
  throw new InputError({
    what: 'the network of the run takes images of another size than these views',
    expected: wanted.join(' x '),
    got: shape.join(' x '),
  });
}

function labelsOf(dataset: Dataset): Int32Array {
  return Int32Array.from({ length: dataset.size }, (_, index) => dataset.get(index).label);
}

function measure(probabilities: Float64Array, labels: Int32Array): PredictionMeasures {
  const error = errorRate(probabilities, labels);
  return {
    logLoss: logLoss(probabilities, labels),
    error,
    interval: wilson(Math.round(error * labels.length), labels.length),
  };
}
