import {
  type Check,
  checkFields,
  checkSchema,
  checkValue,
  finiteNumber,
  wholeNumber,
} from '@rectified/errors';
import { z } from 'zod';

/** Rate `start`, multiplied by a factor after each of the named epochs, for good: `{ start: 0.1, afterEpochs: { 200: 0.1, 230: 0.1 } }`. */
export interface StepDecay {
  readonly start: number;
  /** Factors by number of completed epochs. */
  readonly afterEpochs: Readonly<Record<number, number>>;
}

/** cxxnet's `lr:schedule = factor`: `max(start * factor ^ floor(updates / everyUpdates), minimum)`. */
export interface FactorDecay {
  readonly start: number;
  readonly factor: number;
  /** Parameter updates, not epochs. */
  readonly everyUpdates: number;
  /** Default: 1e-5, as in cxxnet (`updater/param.h`). */
  readonly minimum?: number;
}

/** How the learning rate goes with time, as plain data: a number is a rate that stays. */
export type Schedule = number | StepDecay | FactorDecay;

/** `stepDecay(0.1, { 200: 0.1, 230: 0.1 })`: rate 0.1 for 200 epochs, 0.01 for 30, then 0.001 (Lin's for NIN). */
export function stepDecay(start: number, afterEpochs: Readonly<Record<number, number>>): StepDecay {
  return checkSchema(stepDecaySchema, { start, afterEpochs }, { what: 'stepDecay' });
}

/**
 * The rate of one update. `step` counts the updates before it, `epoch` counts from 1. `factor` is a group's: like
 * cxxnet's `bias:lr` it scales the start, so that a minimum holds for the group's own rate.
 */
export function rateAt(schedule: Schedule, at: { step: number; epoch: number }, factor = 1): number {
  checkSchema(scheduleSchema, schedule, { what: 'schedule' });
  const { step, epoch } = checkFields('the moment of a rate', at, {
    step: wholeNumber(),
    epoch: wholeNumber(),
  });
  checkValue('factor of a rate', factor, finiteNumber({ from: 0 }));
  if (typeof schedule === 'number') return schedule * factor;
  const start = schedule.start * factor;
  if ('everyUpdates' in schedule) {
    const { everyUpdates, minimum = 1e-5 } = schedule;
    return Math.max(start * schedule.factor ** Math.floor(step / everyUpdates), minimum);
  }
  const passed = Object.entries(schedule.afterEpochs).filter(([after]) => epoch > Number(after));
  return passed.reduce((rate, [, by]) => rate * by, start);
}

/** A schema of numbers that fit. */
export const fitting = ({ fits, expected }: Check) => z.custom<number>(fits, expected);

export const positive = fitting(finiteNumber({ above: 0 }));
const epochNumber = z.string().regex(/^[1-9]\d*$/, 'epochs counted from 1, such as { 200: 0.1 }');

const stepDecaySchema = z.strictObject({
  start: positive,
  afterEpochs: z.record(epochNumber, positive, {
    error: ({ code }) =>
      code === 'invalid_key'
        ? 'epochs counted from 1, such as { 200: 0.1 }'
        : 'an object of epochs and factors, such as { 200: 0.1 }',
  }),
});
const factorDecaySchema = z.strictObject({
  start: positive,
  factor: positive,
  everyUpdates: fitting(wholeNumber({ from: 1 })),
  minimum: fitting(finiteNumber({ from: 0 })).optional(),
});

/** Checks a {@link Schedule}. */
export const scheduleSchema: z.ZodType<Schedule> = z.union([positive, stepDecaySchema, factorDecaySchema], {
  error:
    'a rate above 0, or { start, afterEpochs: { EPOCH: FACTOR } }, or { start, factor, everyUpdates, minimum? }',
});
