import { type FusedModel, fuse } from '@rectified/fuse';
import { lookAhead, shuffled } from './batch-source.js';
import type { Engine, EpochSteps } from './engine.js';
import type { EngineOptions } from './engine-options.js';
import { scaledPixels } from './input-scaling.js';
import type { MomentumSgd } from './momentum-sgd.js';
import type { UpdatePlace } from './schedule.js';
import { type StepSettings, type TrainingBatch, trainingStep } from './training-step.js';

/** Runs one step after another, operation by operation, on any backend. */
export function eagerEngine({ model, optimizer, options, settings }: EngineOptions): Engine {
  const network = fuse(model);
  const { input } = settings;
  const source = options.source ?? shuffled(options.data.train);
  return {
    begin(epoch): EpochSteps {
      const batches = lookAhead(source(epoch), (batch) => ({
        pixels: scaledPixels(batch, input),
        shape: batch.shape,
        labels: batch.labels,
      }));
      return {
        async take(_, at) {
          const start = performance.now();
          const batch = await batches.take();
          if (batch === undefined) return [];
          const logits = await stepWith({ network, optimizer, settings }, batch, at, () => batches.prepare());
          const seconds = (performance.now() - start) / 1000;
          return [{ logits, labels: batch.labels, seconds, waited: batches.waited() }];
        },
        close: () => batches.close(),
      };
    },
    sync() {},
    dispose() {},
  };
}

/** One update of the model, while `meanwhile` makes the next batch. Returns the logits from before the update. */
async function stepWith(
  { network, optimizer, settings }: { network: FusedModel; optimizer: MomentumSgd; settings: StepSettings },
  batch: TrainingBatch,
  at: UpdatePlace,
  meanwhile: () => void,
): Promise<Float32Array> {
  const logits = trainingStep(network, optimizer, batch, at, settings);
  meanwhile();
  try {
    return (await logits.data()) as Float32Array;
  } finally {
    logits.dispose();
  }
}
