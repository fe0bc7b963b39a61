import * as z from 'zod';
import { below, draw } from '../draw.js';
import type { Form, Stage, StageContext } from '../stage.js';
import { number, whole } from './numbers.js';

/**
 * Fills a square whose center is anywhere in the image; part of it may lie outside. DeVries and Taylor,
 * arXiv 1708.04552, use 16 pixels for CIFAR-10 and 8 for CIFAR-100, after normalization.
 */
export const cutoutSchema = z.strictObject({
  step: z.literal('cutout'),
  /** Pixels per side. */
  size: whole(1),
  /** The value that fills the square. Default: 0, the mean after normalization. */
  fill: number.default(0),
});
export type Cutout = z.output<typeof cutoutSchema>;

export function cutoutStage({ size, fill }: Cutout, { shape, type }: Form, { stream }: StageContext): Stage {
  const [height, width, channels] = shape;
  return {
    shape,
    type,
    change(pixels, at, key) {
      const words = draw(key, stream);
      const top = below(words[0]!, height) - (size >> 1);
      const left = below(words[1]!, width) - (size >> 1);
      const first = Math.max(left, 0) * channels;
      const end = Math.min(left + size, width) * channels;
      for (let y = Math.max(top, 0); y < Math.min(top + size, height); y++) {
        const row = at + y * width * channels;
        pixels.fill(fill, row + first, row + end);
      }
    },
  };
}
