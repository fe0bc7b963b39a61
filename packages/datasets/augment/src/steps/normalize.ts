import { InputError } from '@rectified/errors';
import * as z from 'zod';
import { type Form, type Stage, sizeOf } from '../stage.js';
import { number, positive } from './numbers.js';

const one = 'a number, or one per channel';

/** `(x - mean) / deviation`, the same for all channels or one per channel. Outputs float32. */
export const normalizeSchema = z.strictObject({
  step: z.literal('normalize'),
  /** Default: 0. */
  mean: z.union([number, z.array(number)], { error: one }).default(0),
  /** Default: 1. */
  deviation: z.union([positive, z.array(positive)], { error: `${one}, above 0` }).default(1),
});
export type Normalize = z.output<typeof normalizeSchema>;

export function normalizeStage({ mean, deviation }: Normalize, { shape }: Form): Stage {
  const channels = shape[2];
  const shifts = perChannel('mean', mean, channels);
  const divisors = perChannel('deviation', deviation, channels);
  const size = sizeOf(shape);
  return {
    shape,
    type: 'float32',
    make(from, fromAt, to, toAt) {
      for (let i = 0; i < size; i += channels)
        for (let channel = 0; channel < channels; channel++)
          to[toAt + i + channel] = (from[fromAt + i + channel]! - shifts[channel]!) / divisors[channel]!;
    },
  };
}

function perChannel(key: string, value: number | readonly number[], channels: number): Float64Array {
  if (typeof value === 'number') return new Float64Array(channels).fill(value);
  if (value.length === channels) return Float64Array.from(value);
  throw new InputError({
    what: `${key} of step normalize`,
    expected: `${channels} numbers, one per channel`,
    got: `${value.length}`,
  });
}
