import type { FileHash } from '@rectified/system';
import { z } from 'zod';
import type { MetricsRecord, RunDescription, RunEnd, RunResult } from './records.js';

/** What the files of a run folder must hold. `z.number()` refuses NaN and infinities, which JSON cannot write. */
const count = z.int().nonnegative();
export const fileHash: z.ZodType<FileHash> = z.object({
  size: count,
  sha256: z.string().regex(/^[0-9a-f]{64}$/, { error: 'no SHA-256' }),
});

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

const share = z.number().min(0).max(1);
const probe = z.looseObject({
  type: z.literal('probe'),
  epoch: count,
  step: count,
  images: count,
  layers: z.array(
    z.looseObject({
      layer: z.string(),
      zero: share.optional(),
      negative: share.optional(),
      dead: share.optional(),
      mean: z.number().optional(),
      variance: z.number().optional(),
      gradient: z.number().optional(),
    }),
  ),
});

export const metricsRecord: z.ZodType<MetricsRecord> = z.discriminatedUnion('type', [step, epoch, probe]);

const format = z.union([z.literal(1), z.literal(2)]);
const images = z.looseObject({ name: z.string(), size: count, sha256: z.string() });
const code = z.looseObject({
  package: z.string().optional(),
  version: z.string().optional(),
  files: z.record(z.string(), z.string()),
  imports: z.record(z.string(), z.string()).optional(),
  from: z.string().optional(),
});

export const runDescription: z.ZodType<RunDescription> = z.looseObject({
  format,
  id: z.string().optional(),
  begun: z.boolean().optional(),
  created: z.iso.datetime({ offset: true }),
  config: z.record(z.string(), z.unknown()),
  versions: z.record(z.string(), z.string()),
  hashes: z.record(z.string(), z.string()).optional(),
  backend: z.looseObject({
    name: z.string(),
    version: z.string().optional(),
    kernels: z.string().optional(),
    kernelsHash: z.string().optional(),
    threads: count.optional(),
    detail: z.string().optional(),
    engine: z.string().optional(),
  }),
  identity: z
    .looseObject({
      activation: code.optional(),
      architecture: code.optional(),
      dataset: code.optional(),
      train: images,
      test: images,
    })
    .optional(),
  titles: z.looseObject({ activation: z.string(), architecture: z.string(), dataset: z.string() }).optional(),
  measure: z.enum(['error', 'loss']).optional(),
  guessing: z.number().optional(),
  parameters: count.optional(),
  skipped: z.array(z.looseObject({ file: z.string(), what: z.string() })).optional(),
});

export const runResult: z.ZodType<RunResult> = z.looseObject({
  format,
  status: z.enum(['interrupted', 'finished', 'diverged', 'dead']),
  message: z.string().optional(),
  atChance: z.boolean().optional(),
  epochs: count,
  steps: count,
  final: epoch.optional(),
  best: epoch.optional(),
  seconds: z.number(),
  imagesPerSecond: z.number(),
  waiting: z.number(),
  peakMemory: z.number(),
});

/** `result.json`: the result, whose it is, and what the run ended with. */
export const endedRun: z.ZodType<RunResult & { run?: string; with?: RunEnd }> = z.intersection(
  runResult,
  z.looseObject({
    run: z.string().optional(),
    with: z.object({ metrics: fileHash, checkpoint: z.string().optional() }).optional(),
  }),
);
