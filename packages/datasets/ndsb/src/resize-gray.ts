/** A gray image, one byte per pixel, row by row. */
export interface GrayImage {
  readonly pixels: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/**
 * Stretches a gray image to `side` x `side` bytes, ignoring its aspect ratio, bit for bit as ImageMagick 6 does
 * with a gray JPEG (`convert -resize 80x80\!`; MagickCore/resize.c): Mitchell and Netravali's cubic filter for both enlarging
 * and shrinking, with its center in the middle of each pixel; the direction that grows more comes first;
 * 16 bits between the two. (ImageMagick uses its Lanczos filter for shrinking images without a color table, but a gray JPEG
 * has one.) An image of that size is unchanged.
 */
export function resizeGray({ pixels, width, height }: GrayImage, side: number): Uint8Array {
  if (width === side && height === side) return pixels;
  const deep = new Float64Array(pixels.length);
  for (let i = 0; i < pixels.length; i++) deep[i] = pixels[i]! * DEPTH;
  const rows = tapsOf(width, side);
  const columns = tapsOf(height, side);
  const made =
    side / width > side / height
      ? resizeColumns(resizeRows(deep, height, rows), side, columns)
      : resizeRows(resizeColumns(deep, width, columns), side, rows);
  const bytes = new Uint8Array(made.length);
  // `ScaleQuantumToChar`: rounds to the nearest of 256 levels.
  for (let i = 0; i < made.length; i++) bytes[i] = (made[i]! + 128 - ((made[i]! + 128) >> 8)) >> 8;
  return bytes;
}

/** Multiplies the level of a byte to give the same level in 16 bits. */
const DEPTH = 257;

/** ImageMagick's `MagickEpsilon`. */
const EPSILON = 1e-12;

/** The source pixels of each new pixel of a line, and their weights: `weights[i * most + j]` for pixel `first[i] + j`. */
interface Taps {
  readonly from: number;
  readonly to: number;
  readonly most: number;
  readonly first: Int32Array;
  readonly count: Int32Array;
  readonly weights: Float64Array;
}

function tapsOf(from: number, to: number): Taps {
  const factor = to / from;
  const widening = Math.max(1 / factor + EPSILON, 1);
  const support = 2 * widening;
  const most = Math.ceil(2 * support) + 1;
  const taps = {
    from,
    to,
    most,
    first: new Int32Array(to),
    count: new Int32Array(to),
    weights: new Float64Array(to * most),
  };
  for (let i = 0; i < to; i++) {
    const center = (i + 0.5) / factor + EPSILON;
    const first = Math.trunc(Math.max(center - support + 0.5, 0));
    const count = Math.trunc(Math.min(center + support + 0.5, from)) - first;
    let sum = 0;
    for (let j = 0; j < count; j++) {
      const weight = mitchell((first + j - center + 0.5) / widening);
      taps.weights[i * most + j] = weight;
      sum += weight;
    }
    for (let j = 0; j < count; j++) taps.weights[i * most + j]! /= sum;
    taps.first[i] = first;
    taps.count[i] = count;
  }
  return taps;
}

/** The cubic filter with B = C = 1/3, of Mitchell and Netravali, "Reconstruction Filters in Computer Graphics" (1988). */
function mitchell(offset: number): number {
  const x = Math.abs(offset);
  if (x < 1) return 8 / 9 + x * x * (-2 + x * (7 / 6));
  if (x < 2) return 16 / 9 + x * (-10 / 3 + x * (2 + x * (-7 / 18)));
  return 0;
}

/** Resizes every row to `to` pixels. */
function resizeRows(image: Float64Array, height: number, taps: Taps): Float64Array {
  const { from, to, most, first, count, weights } = taps;
  const made = new Float64Array(to * height);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < to; x++) {
      const start = y * from + first[x]!;
      let sum = 0;
      for (let j = 0; j < count[x]!; j++) sum += weights[x * most + j]! * image[start + j]!;
      made[y * to + x] = round(sum);
    }
  return made;
}

/** Resizes every column to `to` pixels. */
function resizeColumns(image: Float64Array, width: number, taps: Taps): Float64Array {
  const { to, most, first, count, weights } = taps;
  const made = new Float64Array(width * to);
  for (let y = 0; y < to; y++)
    for (let x = 0; x < width; x++) {
      const start = first[y]! * width + x;
      let sum = 0;
      for (let j = 0; j < count[y]!; j++) sum += weights[y * most + j]! * image[start + j * width]!;
      made[y * width + x] = round(sum);
    }
  return made;
}

/** Rounds to the nearest 16-bit level: the filter overshoots at edges. */
function round(level: number): number {
  return level <= 0 ? 0 : level >= 65_535 ? 65_535 : Math.floor(level + 0.5);
}
