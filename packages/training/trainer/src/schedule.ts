import {
  type Check,
  checkFields,
  checkSchema,
  checkValue,
  either,
  finiteNumber,
  having,
  wholeNumber,
} from '@rectified/errors';
import { z } from 'zod';

/** How the rate starts. */
export interface WarmedUp {
  /**
   * The rate rises linearly from 0 over the first updates: over this many, or over this share of all updates. Update n of
   * N has n / N of the schedule's rate, so no update is wasted on a rate of 0. Default: none.
   */
  readonly warmup?: { readonly steps: number } | { readonly ratio: number };
}

/** The rate `start`, from the end of the warm-up on. */
export interface Constant extends Required<WarmedUp> {
  readonly start: number;
}

/** The rate `start`, multiplied by a factor after each of the listed epochs: `{ start: 0.1, afterEpochs: { 200: 0.1, 230: 0.1 } }`. */
export interface StepDecay extends WarmedUp {
  readonly start: number;
  /** Factors by number of completed epochs. */
  readonly afterEpochs: Readonly<Record<number, number>>;
}

/** cxxnet's `lr:schedule = factor`: `max(start * factor ^ floor(updates / everyUpdates), minimum)`. */
export interface FactorDecay extends WarmedUp {
  readonly start: number;
  readonly factor: number;
  /** Parameter updates, not epochs. */
  readonly everyUpdates: number;
  /** Default: 1e-5, as in cxxnet (`updater/param.h`). */
  readonly minimum?: number;
}

/**
 * From `start` linearly to 0 at the end of training, beginning after the warm-up, if any. Like
 * `get_linear_schedule_with_warmup` of Hugging Face's transformers, but one update later in the warm-up.
 */
export interface LinearDecay extends WarmedUp {
  readonly start: number;
  readonly decay: 'linear';
}

/** The learning rate over time, as plain data: a number is a constant rate. */
export type Schedule = number | Constant | StepDecay | FactorDecay | LinearDecay;

/** `stepDecay(0.1, { 200: 0.1, 230: 0.1 })`: rate 0.1 for 200 epochs, 0.01 for 30, then 0.001 (Lin's for NIN). */
export function stepDecay(
  start: number,
  afterEpochs: Readonly<Record<number, number>>,
  options: WarmedUp = {},
): StepDecay {
  return checkSchema(stepDecaySchema, { start, afterEpochs, ...options }, { what: 'stepDecay' });
}

/** `linearDecay(0.05, { warmup: { ratio: 0.1 } })`: up to 0.05 in the first tenth of training, then down to 0. */
export function linearDecay(start: number, options: WarmedUp = {}): LinearDecay {
  return checkSchema(linearDecaySchema, { start, decay: 'linear', ...options }, { what: 'linearDecay' });
}

/** The position of an update in training. */
export interface UpdatePlace {
  /** Updates before it. */
  readonly step: number;
  /** The epoch, starting at 1. */
  readonly epoch: number;
  /** Updates in the whole training. */
  readonly steps: number;
}

/**
 * The rate of one update. `factor` is a group's. Like cxxnet's `bias:lr`, it scales the start, so that a minimum applies to
 * the group's own rate.
 */
export function rateAt(schedule: Schedule, at: UpdatePlace, factor = 1): number {
  checkSchema(scheduleSchema, schedule, { what: 'schedule' });
  checkFields('the moment of a rate', at, {
    step: wholeNumber(),
    epoch: wholeNumber(),
    steps: wholeNumber({ from: 1 }),
  });
  checkValue('factor of a rate', factor, finiteNumber({ from: 0 }));
  if (typeof schedule === 'number') return schedule * factor;
  const warming = warmupSteps(schedule, at);
  const rate = warmRate(schedule, at, { warming, factor });
  return at.step < warming ? (rate * (at.step + 1)) / warming : rate;
}

/** The rate without the warm-up. */
function warmRate(
  schedule: Exclude<Schedule, number>,
  { step, epoch, steps }: UpdatePlace,
  { warming, factor }: { warming: number; factor: number },
): number {
  const start = schedule.start * factor;
  if ('everyUpdates' in schedule) {
    const { everyUpdates, minimum = 1e-5 } = schedule;
    return Math.max(start * schedule.factor ** Math.floor(step / everyUpdates), minimum);
  }
  if ('afterEpochs' in schedule) {
    const passed = Object.entries(schedule.afterEpochs).filter(([after]) => epoch > Number(after));
    return passed.reduce((rate, [, by]) => rate * by, start);
  }
  if (!('decay' in schedule) || step < warming) return start;
  return start * ((steps - step) / (steps - warming));
}

function warmupSteps({ warmup }: WarmedUp, { steps }: Pick<UpdatePlace, 'steps'>): number {
  if (warmup === undefined) return 0;
  return 'steps' in warmup ? warmup.steps : Math.round(warmup.ratio * steps);
}

/** Whether a schedule depends on the length of training: then a run cannot be given more epochs. */
export function dependsOnLength(schedule: Schedule): boolean {
  checkValue('rate', schedule, either(finiteNumber(), having('a schedule such as { start: 0.1 }')));
  if (typeof schedule === 'number') return false;
  return 'decay' in schedule || (schedule.warmup !== undefined && 'ratio' in schedule.warmup);
}

/** A schema of numbers that pass a check. */
export const fitting = ({ fits, expected }: Check) => z.custom<number>(fits, expected);

export const positive = fitting(finiteNumber({ above: 0 }));
const epochNumber = z.string().regex(/^[1-9]\d*$/, 'epochs counted from 1, such as { 200: 0.1 }');

const warmupSchema = z.union(
  [
    z.strictObject({ steps: fitting(wholeNumber({ from: 1 })) }),
    z.strictObject({ ratio: fitting(finiteNumber({ above: 0, below: 1 })) }),
  ],
  { error: '{ steps: UPDATES }, or { ratio: SHARE } of all of them' },
);
const begins = { start: positive, warmup: warmupSchema.optional() };

const constantSchema = z.strictObject({ start: positive, warmup: warmupSchema });
const stepDecaySchema = z.strictObject({
  ...begins,
  afterEpochs: z.record(epochNumber, positive, {
    error: ({ code }) =>
      code === 'invalid_key'
        ? 'epochs counted from 1, such as { 200: 0.1 }'
        : 'an object of epochs and factors, such as { 200: 0.1 }',
  }),
});
const factorDecaySchema = z.strictObject({
  ...begins,
  factor: positive,
  everyUpdates: fitting(wholeNumber({ from: 1 })),
  minimum: fitting(finiteNumber({ from: 0 })).optional(),
});
const linearDecaySchema = z.strictObject({ ...begins, decay: z.literal('linear') });

/** Checks a {@link Schedule}. */
export const scheduleSchema: z.ZodType<Schedule> = z.union(
  [positive, stepDecaySchema, factorDecaySchema, linearDecaySchema, constantSchema],
  {
    error:
      'a rate above 0, or { start, afterEpochs: { EPOCH: FACTOR } }, or { start, factor, everyUpdates, minimum? }, or { start, decay: linear }, each with a warmup if you like: { steps } or { ratio }',
  },
);
