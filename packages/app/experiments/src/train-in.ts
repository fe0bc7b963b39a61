import { lsuv } from '@rectified/layers';
import type { Guessing } from '@rectified/metrics';
import { type Claim, type RunLogger, type RunResult, readRun } from '@rectified/run-folder';
import { DeadNetworkError, DivergedError, type EngineName, train } from '@rectified/trainer';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { ExperimentConfig } from './experiment-config.js';
import { lossOf } from './loss-of.js';
import type { OpenedData } from './open-data.js';
import { openViews, preparing, shapeOf } from './open-views.js';
import type { PrecisionOfRun } from './precision-of-run.js';
import type { RunEvent } from './run-event.js';
import { openRunLogs } from './run-logs.js';

/** What a run trains, and with what. */
export interface TrainingIn {
  readonly config: ExperimentConfig;
  readonly engine: EngineName;
  readonly products: PrecisionOfRun['products'];
  readonly model: LayersModel;
  readonly data: OpenedData;
  readonly loggers: readonly RunLogger[];
  readonly claim: Claim;
  readonly guessing?: Guessing;
  /** As in {@link runExperiment}. */
  readonly shared?: string;
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: RunEvent) => void;
}

/** Trains to the end, or until it is stopped. */
export async function trainIn(
  folder: string,
  { config, engine, products, model, data, loggers, claim, guessing, shared, signal, onEvent }: TrainingIn,
): Promise<RunResult> {
  const { epochs, batch, seed, optimizer, input, checkpointEvery, evaluateTrain, evaluateEvery, probe } =
    config;
  const logs = await openRunLogs(loggers, { folder, config }, (text) => onEvent?.({ type: 'note', text }));
  const { source, testSource, close } = await openViews(config, data.train, {
    folder,
    shared,
    signal,
    onProgress: (progress) => onEvent?.(preparing(progress)),
  });
  const run = train(model, {
    data,
    optimizer,
    epochs,
    batch,
    seed,
    input,
    shape: shapeOf(config, data.train),
    source,
    testSource,
    checkpointEvery,
    evaluateTrain,
    evaluateEvery,
    probe,
    guessing,
    loss: lossOf(config),
    initialize: config.initialization === 'lsuv' ? lsuv : undefined,
    engine,
    products,
    folder,
    claim,
    resume: true,
    signal,
    onRecord: (record) => logs.record(record, model),
    onStep: (progress) => onEvent?.({ type: 'step', ...progress }),
    onEvaluate: (progress) => onEvent?.({ type: 'evaluate', ...progress }),
  });
  return drain(run, (epoch) => onEvent?.(epoch))
    .catch(async (error: unknown) => {
      if (!(error instanceof DivergedError || error instanceof DeadNetworkError)) throw error;
      return (await readRun(folder)).result!;
    })
    .finally(close)
    .finally(logs.close);
}

/** Iterates over a generator that also returns a value, which `for await` would drop. */
async function drain<T, R>(generator: AsyncGenerator<T, R>, each: (item: T) => void): Promise<R> {
  for (;;) {
    const { done, value } = await generator.next();
    if (done) return value;
    each(value);
  }
}
