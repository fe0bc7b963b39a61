import * as z from 'zod';
import { draw, type ViewKey } from '../draw.js';
import type { Pixels } from '../image.js';
import type { Form, Stage, StageContext } from '../stage.js';
import { share } from './numbers.js';

/** Swaps left and right, or top and bottom, of some images. */
export const mirrorSchema = z.strictObject({
  step: z.literal('mirror'),
  /** Default: horizontal, left and right. */
  direction: z.enum(['horizontal', 'vertical'], { error: 'horizontal or vertical' }).default('horizontal'),
  /** The share of images. Default: 0.5, cxxnet's `rand_mirror`. */
  probability: share.default(0.5),
});
export type Mirror = z.output<typeof mirrorSchema>;

/** Whether the view is one of the mirrored ones. */
export function isMirrored({ probability }: Mirror, key: ViewKey, stream: number): boolean {
  return draw(key, stream)[0]! / 2 ** 32 < probability;
}

export function mirrorStage(mirror: Mirror, { shape, type }: Form, { stream }: StageContext): Stage {
  const reverse = mirror.direction === 'horizontal' ? reverseRows : reverseColumns;
  return {
    shape,
    type,
    change(pixels, at, key) {
      if (isMirrored(mirror, key, stream)) reverse(pixels, at, shape);
    },
  };
}

function reverseRows(pixels: Pixels, at: number, [height, width, channels]: Form['shape']): void {
  const row = width * channels;
  for (let y = 0, start = at; y < height; y++, start += row)
    for (let channel = 0; channel < channels; channel++)
      for (
        let left = start + channel, right = left + row - channels;
        left < right;
        left += channels, right -= channels
      ) {
        const held = pixels[left]!;
        pixels[left] = pixels[right]!;
        pixels[right] = held;
      }
}

function reverseColumns(pixels: Pixels, at: number, [height, width, channels]: Form['shape']): void {
  const row = width * channels;
  for (let top = at, bottom = at + (height - 1) * row; top < bottom; top += row, bottom -= row) {
    const held = pixels.slice(top, top + row);
    pixels.copyWithin(top, bottom, bottom + row);
    pixels.set(held, bottom);
  }
}
