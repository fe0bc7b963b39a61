import type { ImageShape } from '@rectified/dataset';
import { checkFields, checkValue, finiteNumber, imageShape, listOf } from '@rectified/errors';
import type { AffineMatrix } from './warp-affine.js';

/** The parameters of {@link affineMap}. */
export interface AffineDraw {
  /** Share of the new y that is added to the new x. */
  readonly shear: number;
  /** Degrees; positive rotates the image counterclockwise. */
  readonly angle: number;
  readonly scale: number;
  /** Height relative to width: with scale z, width is scaled by 2 z / (1 + aspect) and height by aspect times that. */
  readonly aspect: number;
}

/** A map from an image to a canvas with its own size. */
export interface AffineMap {
  readonly matrix: AffineMatrix;
  readonly height: number;
  readonly width: number;
}

const f = Math.fround;

/**
 * The affine map of cxxnet's image augmenter (`image_augmenter-inl.hpp:74-109`): rotate, then stretch x by hs and y by ws,
 * with the shear s adding y to x.
 *
 *     hs = 2 scale / (1 + aspect)    ws = aspect hs
 *     matrix = [[hs, s ws], [0, ws]] [[cos, sin], [-sin, cos]]
 *
 * The canvas is the image times `scale`, at least `canvas[0]` and at most `canvas[1]` pixels each way, rounded down; half
 * the image's height and width map to half the canvas's before rounding. Only the canvas is limited, not the content: an
 * image scaled by more than the canvas extends beyond it, and one scaled by less leaves a border. In float32, as in cxxnet.
 *
 * @example
 * affineMap({ shear: 0, angle: 0, scale: 0.5, aspect: 1 }, [80, 80, 3], [80, 136]).matrix; // => [0.5, 0, 20, 0, 0.5, 20]
 */
export function affineMap(draw: AffineDraw, shape: ImageShape, canvas: readonly [number, number]): AffineMap {
  const number = finiteNumber();
  checkFields('the draw of an affine map', draw, {
    shear: number,
    angle: number,
    scale: finiteNumber({ above: 0 }),
    aspect: finiteNumber({ above: 0 }),
  });
  checkValue('shape of the image', shape, imageShape);
  const limits = listOf(
    finiteNumber({ from: 1 }),
    'its least and its greatest side, two numbers from 1',
    [2, 2],
  );
  return affineMapOf(draw, shape, checkValue('canvas', canvas, limits));
}

/** {@link affineMap} of checked parameters. */
export function affineMapOf(
  { shear, angle, scale, aspect }: AffineDraw,
  [rows, columns]: ImageShape,
  [least, most]: readonly [number, number],
): AffineMap {
  const a = f(Math.cos((angle / 180) * Math.PI));
  const b = f(Math.sin((angle / 180) * Math.PI));
  const s = f(shear);
  const z = f(scale);
  const r = f(aspect);
  const hs = f(f(2 * z) / f(1 + r));
  const ws = f(r * hs);
  const width = Math.max(least, Math.min(most, f(z * columns)));
  const height = Math.max(least, Math.min(most, f(z * rows)));
  const xx = f(f(hs * a) - f(f(s * b) * ws));
  const xy = f(f(hs * b) + f(f(s * a) * ws));
  const yx = f(f(-b) * ws);
  const yy = f(a * ws);
  const centerX = f(f(xx * columns) + f(xy * rows));
  const centerY = f(f(yx * columns) + f(yy * rows));
  return {
    matrix: [xx, xy, f(f(width - centerX) / 2), yx, yy, f(f(height - centerY) / 2)],
    height: Math.trunc(height),
    width: Math.trunc(width),
  };
}
