import { type FusedModel, fuse } from '@rectified/fuse';
import { lookAhead, shuffled } from './batch-source.js';
import type { Engine, EpochSteps } from './engine.js';
import type { EngineOptions } from './engine-options.js';
import { scaledPixels } from './input-scaling.js';
import type { MomentumSgd } from './momentum-sgd.js';
import type { UpdatePlace } from './schedule.js';
import { type TrainingBatch, trainingStep } from './training-step.js';

/** Takes one step after the other, operation by operation, on any backend. */
export function eagerEngine({ model, optimizer, options, settings }: EngineOptions): Engine {
  const network = fuse(model);
  const { seed, input } = settings;
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
          const logits = await stepWith({ network, optimizer, seed }, batch, at, () => batches.prepare());
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

/** One update of the model, while `meanwhile` makes the next batch. Returns the logits from before it. */
async function stepWith(
  { network, optimizer, seed }: { network: FusedModel; optimizer: MomentumSgd; seed: number },
  batch: TrainingBatch,
  at: UpdatePlace,
  meanwhile: () => void,
): Promise<Float32Array> {
  const logits = trainingStep(network, optimizer, batch, at, seed);
  meanwhile();
  try {
    return (await logits.data()) as Float32Array;
  } finally {
    logits.dispose();
  }
}
