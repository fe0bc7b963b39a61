import { z } from 'zod';
import type { MetricsRecord, RunDescription, RunResult } from './records.js';

/** What the files of a run folder must hold. `z.number()` refuses NaN and infinities, which JSON cannot write. */
const count = z.int().nonnegative();
const measure = z.looseObject({ loss: z.number(), error: z.number() });

const step = z.looseObject({
  type: z.literal('step'),
  step: count,
  epoch: count,
  loss: z.number(),
  error: z.number(),
  rate: z.number(),
});

const epoch = z.looseObject({
  type: z.literal('epoch'),
  epoch: count,
  step: count,
  running: measure,
  clean: measure.optional(),
  test: measure.optional(),
  images: count,
  seconds: z.number(),
  waited: z.number(),
  rate: z.number(),
});

export const metricsRecord: z.ZodType<MetricsRecord> = z.discriminatedUnion('type', [step, epoch]);

export const runDescription: z.ZodType<RunDescription> = z.looseObject({
  format: z.literal(1),
  created: z.iso.datetime({ offset: true }),
  config: z.record(z.string(), z.unknown()),
  versions: z.record(z.string(), z.string()),
  backend: z.looseObject({
    name: z.string(),
    version: z.string().optional(),
    kernels: z.string().optional(),
    detail: z.string().optional(),
  }),
  parameters: count.optional(),
  skipped: z.array(z.looseObject({ file: z.string(), what: z.string() })).optional(),
});

export const runResult: z.ZodType<RunResult> = z.looseObject({
  format: z.literal(1),
  status: z.enum(['interrupted', 'finished', 'diverged', 'dead']),
  message: z.string().optional(),
  epochs: count,
  steps: count,
  final: epoch.optional(),
  best: epoch.optional(),
  seconds: z.number(),
  imagesPerSecond: z.number(),
  waiting: z.number(),
  peakMemory: z.number(),
});
