import { InputError } from '@rectified/errors';
import * as z from 'zod';
import { below, draw } from '../draw.js';
import type { Pixels } from '../image.js';
import { bilinearResizer } from '../resize-bilinear.js';
import { checkBytes, type Form, type Stage, type StageContext } from '../stage.js';
import type { Window } from '../warp-affine.js';
import { range, whole } from './numbers.js';

const pixels = 'a number of pixels, or the minimum and the maximum';

/**
 * A square of the image: anywhere (drawn in cxxnet's order: size, top, left), at the center, or at a fixed place.
 * A square of random size is resized bilinearly, as by `cv::resize`.
 */
export const cropSchema = z
  .strictObject({
    step: z.literal('crop'),
    /** Pixels per side, or the minimum and the maximum. */
    size: z.union([whole(1), range(whole(1), pixels)], { error: pixels }),
    /** Pixels per side after resizing. Default: as cropped. */
    resize: whole(1).optional(),
    /** Top and left corner; the center is rounded up and to the left. Default: random. */
    at: z
      .union([z.enum(['random', 'center']), z.tuple([whole(0), whole(0)])], {
        error: 'random, center or [top, left]',
      })
      .default('random'),
  })
  .refine(({ size, resize }) => typeof size === 'number' || resize !== undefined, {
    path: ['resize'],
    error: 'a number of pixels, since the size is random',
  });
export type Crop = z.output<typeof cropSchema>;

/** Minimum and maximum side before resizing. */
export const sidesOf = ({ size }: Crop): readonly [number, number] =>
  typeof size === 'number' ? [size, size] : size;

/** Side of the output. */
export const outputSide = (crop: Crop): number => crop.resize ?? sidesOf(crop)[1];

/** The part that is taken of an image of `height` x `width` pixels. */
export function cropWindow({ size, at }: Crop, height: number, width: number, words: Uint32Array): Window {
  const side = typeof size === 'number' ? size : size[0] + below(words[0]!, size[1] - size[0] + 1);
  const square = { height: side, width: side };
  if (at === 'center') return { top: (height - side) >> 1, left: (width - side) >> 1, ...square };
  if (at !== 'random') return { top: at[0], left: at[1], ...square };
  return { top: below(words[1]!, height - side + 1), left: below(words[2]!, width - side + 1), ...square };
}

/** Throws an `InputError` unless the crop fits into `what`, which has at least `height` x `width` pixels. */
export function checkCrop(crop: Crop, what: string, height: number, width: number): void {
  const side = sidesOf(crop)[1];
  const [top, left] = typeof crop.at === 'string' ? [0, 0] : crop.at;
  if (top + side <= height && left + side <= width) return;
  throw new InputError({
    what: `the crop does not fit into ${what}`,
    expected: `at most ${height} x ${width} pixels`,
    got: `${side} x ${side}${typeof crop.at === 'string' ? '' : ` at ${crop.at.join(', ')}`}`,
  });
}

export function cropStage(crop: Crop, input: Form, { stream }: StageContext): Stage {
  const [height, width, channels] = input.shape;
  const side = outputSide(crop);
  checkCrop(crop, 'the image', height, width);
  if (crop.resize !== undefined) checkBytes('crop with resize', input);
  const { scratch, resize } = resizing(crop, channels);

  function copy(from: Pixels, fromAt: number, window: Window, to: Pixels, toAt: number): void {
    const row = window.width * channels;
    for (let y = 0; y < window.height; y++) {
      const start = fromAt + ((window.top + y) * width + window.left) * channels;
      to.set(from.subarray(start, start + row), toAt + y * row);
    }
  }

  return {
    shape: [side, side, channels],
    type: input.type,
    make(from, fromAt, to, toAt, key) {
      const window = cropWindow(crop, height, width, draw(key, stream));
      if (window.height === side) return copy(from, fromAt, window, to, toAt);
      copy(from, fromAt, window, scratch, 0);
      resize(scratch, window.height, to as Uint8Array, toAt);
    },
  };
}

/** For crops that are resized: where to write them, and the function that resizes a square of `side` pixels from there. */
export function resizing(crop: Crop, channels: number) {
  const largest = sidesOf(crop)[1];
  const resize = bilinearResizer(channels, largest, outputSide(crop));
  return { scratch: new Uint8Array(largest * largest * channels), resize };
}
