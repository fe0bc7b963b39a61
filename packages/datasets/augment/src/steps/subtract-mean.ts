import { InputError } from '@rectified/errors';
import * as z from 'zod';
import type { Pixels } from '../image.js';
import { type Form, type Stage, type StageContext, sizeOf } from '../stage.js';
import { isMirrored, type Mirror } from './mirror.js';

/** Subtracts the mean image of the training set as it is at this step: see `fitStatistics`. Outputs float32. */
export const subtractMeanSchema = z.strictObject({ step: z.literal('subtract-mean') });

/** The subtraction together with the mirror that follows it, if any: one pass over the pixels instead of two. */
export function subtractMeanStage(
  { shape }: Form,
  { statistics: { mean } }: StageContext,
  then?: { readonly mirror: Mirror; readonly stream: number },
): Stage {
  if (mean === undefined)
    throw new InputError({
      what: 'the mean image is missing',
      remedy: 'Compute it once with fitStatistics and give the result as `statistics`',
    });
  if (shape.join() !== mean.shape.join())
    throw new InputError({
      what: 'the mean image has another shape than the images',
      expected: shape.join(' x '),
      got: mean.shape.join(' x '),
    });
  const [height, width, channels] = shape;
  const size = sizeOf(shape);
  const { pixels } = mean;
  return {
    shape,
    type: 'float32',
    make(from, fromAt, to, toAt, key) {
      if (then !== undefined && isMirrored(then.mirror, key, then.stream))
        subtractMirrored(from, fromAt, pixels, to, toAt, height, width, channels);
      else for (let i = 0; i < size; i++) to[toAt + i] = from[fromAt + i]! - pixels[i]!;
    },
  };
}

function subtractMirrored(
  from: Pixels,
  fromAt: number,
  mean: Float32Array,
  to: Pixels,
  toAt: number,
  height: number,
  width: number,
  channels: number,
): void {
  const row = width * channels;
  for (let y = 0, start = 0; y < height; y++, start += row)
    for (let channel = 0; channel < channels; channel++)
      for (
        let i = start + channel, at = toAt + i + row - channels;
        i < start + row;
        i += channels, at -= channels
      )
        to[at] = from[fromAt + i]! - mean[i]!;
}
