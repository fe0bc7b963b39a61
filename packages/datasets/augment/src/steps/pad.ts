import * as z from 'zod';
import type { Form, Stage } from '../stage.js';
import { level, whole } from './numbers.js';

/** Adds a border on every side; with a random `crop` of the old size after it, the image is shifted. */
export const padSchema = z.strictObject({
  step: z.literal('pad'),
  /** Pixels on every side. */
  by: whole(1),
  /** Gray level of the border. Default: 0, as usual for CIFAR. */
  fill: level.default(0),
});
export type Pad = z.output<typeof padSchema>;

export function padStage({ by, fill }: Pad, { shape: [height, width, channels], type }: Form): Stage {
  const shape = [height + 2 * by, width + 2 * by, channels] as const;
  const row = width * channels;
  const padded = shape[1] * channels;
  return {
    shape,
    type,
    make(from, fromAt, to, toAt) {
      to.fill(fill, toAt, toAt + shape[0] * padded);
      for (let y = 0, start = fromAt; y < height; y++, start += row)
        to.set(from.subarray(start, start + row), toAt + (y + by) * padded + by * channels);
    },
  };
}
