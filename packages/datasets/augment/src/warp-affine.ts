import { checkFields, checkValue, finiteNumber, imageShape, listOf, wholeNumber } from '@rectified/errors';
import { checkLength } from './check-length.js';
import * as checks from './checks.js';
import { halfToEven } from './half-to-even.js';
import type { Image } from './image.js';
import { sizeOf } from './stage.js';

/** A 2 x 3 matrix, row by row: `x' = m0 x + m1 y + m2`, `y' = m3 x + m4 y + m5`. */
export type AffineMatrix = readonly [number, number, number, number, number, number];

/** The required part of a canvas. */
export interface Window {
  readonly top: number;
  readonly left: number;
  readonly height: number;
  readonly width: number;
}

/**
 * An image under an affine map, bit for bit as computed by OpenCV 2 to 4 with
 * `cv::warpAffine(image, matrix, canvas, INTER_LINEAR, BORDER_CONSTANT, fill)`.
 *
 * `matrix` maps positions in the image to positions on the canvas; pixel centers are at integers. Only the pixels in
 * `window` of the canvas are computed, each from the four around its position in the image; positions outside the image give
 * `fill`. Positions are rounded to 1/32 pixel as in OpenCV (`imgwarp.cpp`, `INTER_BITS`); OpenCV 5 no longer rounds them. A matrix
 * without an inverse gives the image's first pixel everywhere, as in OpenCV.
 *
 * @example
 * warpAffine({ pixels, shape: [80, 80, 3] }, [1, 0, 5, 0, 1, 0], { top: 0, left: 0, height: 80, width: 80 }); // 5 to the right
 */
export function warpAffine(
  image: Image<Uint8Array>,
  matrix: AffineMatrix,
  window: Window,
  fill = 255,
): Image<Uint8Array> {
  const { pixels, shape } = checkValue('image', image, checks.image);
  checkValue('shape of the image', shape, imageShape);
  checkLength('the image', pixels, sizeOf(shape));
  checkValue('matrix', matrix, affineMatrix);
  const { height, width } = checkFields('window', window, sides);
  checkValue('fill', fill, wholeNumber({ to: 255 }));
  const warped = new Uint8Array(height * width * shape[2]);
  warper(shape, { height, width, fill })(pixels, 0, matrix, window, warped, 0);
  return { pixels: warped, shape: [height, width, shape[2]] };
}

const affineMatrix = listOf(finiteNumber(), '2 x 3 finite numbers, row by row', [6, 6]);

const sides = {
  top: finiteNumber(),
  left: finiteNumber(),
  height: wholeNumber({ from: 1 }),
  width: wholeNumber({ from: 1 }),
};

/**
 * {@link warpAffine} for many images of one shape, without allocating an array per image. The windows are at most
 * as large as `largest`.
 */
export function warper(
  [height, width, channels]: Image['shape'],
  largest: { readonly height: number; readonly width: number; readonly fill: number },
) {
  const { fill } = largest;
  const pairs = new Int32Array((height + 2) * (width + 2)).fill(fill | (fill << 16));
  const columns = new Int32Array(2 * largest.width);
  const plane = new Uint8Array(largest.height * largest.width);
  return (
    from: Uint8Array,
    fromAt: number,
    matrix: AffineMatrix,
    window: Window,
    to: Uint8Array,
    toAt: number,
  ): void => {
    const inverse = inverted(matrix);
    const area = window.height * window.width;
    // Gray images often have three equal channels: then one is warped and copied.
    if (channels === 3 && packGray(from, fromAt, height, width, fill, pairs)) {
      warpPlane(pairs, height, width, inverse, window, fill, columns, plane);
      for (let i = 0, at = toAt; i < area; i++, at += 3) to[at] = to[at + 1] = to[at + 2] = plane[i]!;
      return;
    }
    for (let channel = 0; channel < channels; channel++) {
      packPairs(from, fromAt + channel, channels, height, width, fill, pairs);
      warpPlane(pairs, height, width, inverse, window, fill, columns, plane);
      for (let i = 0, at = toAt + channel; i < area; i++, at += channels) to[at] = plane[i]!;
    }
  };
}

/** The inverse, computed as `cv::warpAffine` does, in double precision. */
function inverted([a, b, c, d, e, f]: AffineMatrix): AffineMatrix {
  const determinant = a * e - b * d;
  const factor = determinant === 0 ? 0 : 1 / determinant;
  const [p, q, r, s] = [e * factor, -b * factor, -d * factor, a * factor];
  return [p, q, -p * c - q * f, r, s, -r * c - s * f];
}

/** One channel with a border of one pixel: each word holds a pixel and its right neighbor. */
function packPairs(
  from: Uint8Array,
  fromAt: number,
  channels: number,
  height: number,
  width: number,
  fill: number,
  pairs: Int32Array,
): void {
  for (let y = 0, at = fromAt, to = width + 2; y < height; y++, to++) {
    let pixel = fill;
    for (let x = 0; x < width; x++, at += channels) {
      const next = from[at]!;
      pairs[to++] = pixel | (next << 16);
      pixel = next;
    }
    pairs[to++] = pixel | (fill << 16);
  }
}

/** {@link packPairs} for the first of three channels; stops and returns false if they are not equal. */
function packGray(
  from: Uint8Array,
  fromAt: number,
  height: number,
  width: number,
  fill: number,
  pairs: Int32Array,
): boolean {
  for (let y = 0, at = fromAt, to = width + 2; y < height; y++, to++) {
    let pixel = fill;
    let difference = 0;
    for (let x = 0; x < width; x++, at += 3) {
      const next = from[at]!;
      difference |= (next ^ from[at + 1]!) | (next ^ from[at + 2]!);
      pairs[to++] = pixel | (next << 16);
      pixel = next;
    }
    if (difference !== 0) return false;
    pairs[to++] = pixel | (fill << 16);
  }
  return true;
}

function warpPlane(
  pairs: Int32Array,
  height: number,
  width: number,
  [a, b, c, d, e, f]: AffineMatrix,
  { top, left, height: rows, width: across }: Window,
  fill: number,
  columns: Int32Array,
  to: Uint8Array,
): void {
  // Positions are in 1/1024 pixel, the sum of a row's and a column's contribution.
  for (let x = 0; x < across; x++) {
    columns[2 * x] = fixed(a * (left + x));
    columns[2 * x + 1] = fixed(d * (left + x));
  }
  for (let y = 0; y < rows; y++) {
    // Adding 16 rounds to the nearest 1/32.
    const rowX = fixed(b * (top + y) + c) + 16;
    const rowY = fixed(e * (top + y) + f) + 16;
    const at = y * across;
    // The pixels that touch the image are consecutive, because the image is convex.
    let first = 0;
    let end = across;
    while (first < end && !touches(rowX, rowY, columns, first, height, width)) first++;
    while (first < end && !touches(rowX, rowY, columns, end - 1, height, width)) end--;
    to.fill(fill, at, at + first);
    to.fill(fill, at + end, at + across);
    warpRow(pairs, width + 2, rowX, rowY, columns, first, end, to, at);
  }
}

/** A coordinate in units of 1/1024 pixel, limited so that the sum of two cannot overflow. */
function fixed(place: number): number {
  return Math.max(-(2 ** 29), Math.min(2 ** 29, halfToEven(place * 1024)));
}

/** Whether any of the four pixels around the position is in the image. */
function touches(
  rowX: number,
  rowY: number,
  columns: Int32Array,
  x: number,
  height: number,
  width: number,
): boolean {
  const right = (rowX + columns[2 * x]!) >> 10;
  const down = (rowY + columns[2 * x + 1]!) >> 10;
  return right >= -1 && right < width && down >= -1 && down < height;
}

function warpRow(
  pairs: Int32Array,
  stride: number,
  rowX: number,
  rowY: number,
  columns: Int32Array,
  first: number,
  end: number,
  to: Uint8Array,
  toAt: number,
): void {
  for (let x = first; x < end; x++) {
    const placeX = (rowX + columns[2 * x]!) >> 5;
    const placeY = (rowY + columns[2 * x + 1]!) >> 5;
    const right = placeX & 31;
    const down = placeY & 31;
    const pair = Math.imul((placeY >> 5) + 1, stride) + (placeX >> 5) + 1;
    // Two columns in one product: a sum is at most 255 * 32, below 2^16.
    const sums = Math.imul(pairs[pair]!, 32 - down) + Math.imul(pairs[pair + stride]!, down);
    to[toAt + x] = (Math.imul(sums & 0xffff, 32 - right) + Math.imul(sums >>> 16, right) + 512) >> 10;
  }
}
