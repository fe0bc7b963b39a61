import { InputError } from '@rectified/errors';
import * as z from 'zod';
import { affineMapOf } from '../affine-map.js';
import { below, between, draw, type ViewKey } from '../draw.js';
import { checkBytes, type Form, type Stage, type StageContext } from '../stage.js';
import { warper } from '../warp-affine.js';
import { type Crop, checkCrop, cropWindow, outputSide, resizing, sidesOf } from './crop.js';
import { atLeast0, belowOne, level, positive, range, whole } from './numbers.js';

/**
 * The affine warp of cxxnet's augmenter (see `affineMap`): rotates, stretches and shears in one map, with bilinear
 * interpolation, onto a canvas with its own size. Draws in cxxnet's order: shear, angle, scale, aspect. If canvases differ
 * in size, a `crop` must follow; only the part that it takes is computed.
 */
export const affineSchema = z.strictObject({
  step: z.literal('affine'),
  /** From -shear to shear. Default: 0. */
  shear: atLeast0.default(0),
  /** Whole degrees, from -rotate to rotate - 1. Default: 0. */
  rotate: whole(0).default(0),
  /** The minimum and the maximum. Default: [1, 1]. */
  scale: range(positive, 'the least and the greatest scale, above 0').default([1, 1]),
  /** Height relative to width, from 1 - aspect to 1 + aspect. Default: 0. */
  aspect: belowOne.default(0),
  /** Minimum and maximum side of the canvas. Default: the image's times the scale. */
  canvas: range(whole(1), 'the least and the greatest side of the canvas').default([1, 1e10]),
  /** Gray level outside the image. Default: 255, white, as in cxxnet. */
  fill: level.default(255),
});
export type Affine = z.output<typeof affineSchema>;

/** The warp together with the crop that follows it, if one does. */
export function affineStage(
  step: Affine,
  input: Form,
  { stream }: StageContext,
  then?: { readonly crop: Crop; readonly stream: number },
): Stage {
  checkBytes('affine', input);
  const channels = input.shape[2];
  const canvas = (scale: number) =>
    affineMapOf({ shear: 0, angle: 0, aspect: 1, scale }, input.shape, step.canvas);
  const least = canvas(step.scale[0]);
  const greatest = canvas(step.scale[1]);

  const mapOf = (key: ViewKey) => {
    const words = draw(key, stream);
    return affineMapOf(
      {
        shear: between(words[0]!, -step.shear, step.shear),
        angle: below(words[1]!, 2 * step.rotate) - step.rotate,
        scale: between(words[2]!, step.scale[0], step.scale[1]),
        aspect: between(words[3]!, 1 - step.aspect, 1 + step.aspect),
      },
      input.shape,
      step.canvas,
    );
  };

  if (then === undefined) {
    const { height, width } = least;
    if (height !== greatest.height || width !== greatest.width)
      throw new InputError({
        what: 'the canvases of the affine warp differ in size',
        expected: 'a crop as the next step',
        got: `canvases from ${height} x ${width} to ${greatest.height} x ${greatest.width}`,
      });
    const warp = warper(input.shape, { height, width, fill: step.fill });
    const whole = { top: 0, left: 0, height, width };
    return {
      shape: [height, width, channels],
      type: 'uint8',
      make: (from, fromAt, to, toAt, key) =>
        warp(from as Uint8Array, fromAt, mapOf(key).matrix, whole, to as Uint8Array, toAt),
    };
  }

  const { crop, stream: cropStream } = then;
  checkCrop(crop, 'the smallest canvas of the affine warp', least.height, least.width);
  const side = outputSide(crop);
  const largest = sidesOf(crop)[1];
  const warp = warper(input.shape, { height: largest, width: largest, fill: step.fill });
  const { scratch, resize } = resizing(crop, channels);
  return {
    shape: [side, side, channels],
    type: 'uint8',
    make(from, fromAt, to, toAt, key) {
      const { matrix, height, width } = mapOf(key);
      const window = cropWindow(crop, height, width, draw(key, cropStream));
      const bytes = from as Uint8Array;
      if (window.height === side) return warp(bytes, fromAt, matrix, window, to as Uint8Array, toAt);
      warp(bytes, fromAt, matrix, window, scratch, 0);
      resize(scratch, window.height, to as Uint8Array, toAt);
    },
  };
}
