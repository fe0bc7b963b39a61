import { halfToEven } from './half-to-even.js';

/** For every pixel of a row or column: the two it lies between, and their weights in 1/2048. */
interface Taps {
  readonly pixels: Int32Array;
  readonly weights: Int32Array;
}

/**
 * A function that resizes squares of bytes, of up to `largest` pixels per side, to squares of `side` pixels, bit for bit as
 * OpenCV 2 to 4 does with `cv::resize` and `INTER_LINEAR` (`resize.cpp`): pixel centers at halves, the border repeated,
 * weights rounded to 1/2048. It allocates no array per image.
 */
export function bilinearResizer(channels: number, largest: number, side: number) {
  const known = new Map<number, { columns: Taps; rows: Taps }>();
  const sums = new Int32Array(largest * side * channels);
  const width = side * channels;

  return (from: Uint8Array, fromSide: number, to: Uint8Array, toAt: number): void => {
    if (!known.has(fromSide))
      known.set(fromSide, { columns: tapsOf(fromSide, side, true), rows: tapsOf(fromSide, side, false) });
    const { columns, rows } = known.get(fromSide)!;
    for (let y = 0, at = 0; y < fromSide; y++)
      for (let x = 0; x < side; x++) {
        const left = (y * fromSide + columns.pixels[2 * x]!) * channels;
        const right = (y * fromSide + columns.pixels[2 * x + 1]!) * channels;
        for (let channel = 0; channel < channels; channel++)
          sums[at++] =
            from[left + channel]! * columns.weights[2 * x]! +
            from[right + channel]! * columns.weights[2 * x + 1]!;
      }
    for (let y = 0, at = toAt; y < side; y++) {
      const upper = rows.pixels[2 * y]! * width;
      const lower = rows.pixels[2 * y + 1]! * width;
      for (let i = 0; i < width; i++) {
        const above = (rows.weights[2 * y]! * (sums[upper + i]! >> 4)) >> 16;
        const below = (rows.weights[2 * y + 1]! * (sums[lower + i]! >> 4)) >> 16;
        to[at++] = (above + below + 2) >> 2;
      }
    }
  };
}

/** OpenCV gives a column at the border the one pixel there, and a row the same row twice. */
function tapsOf(from: number, to: number, whole: boolean): Taps {
  const pixels = new Int32Array(2 * to);
  const weights = new Int32Array(2 * to);
  for (let i = 0; i < to; i++) {
    const place = Math.fround((i + 0.5) * (from / to) - 0.5);
    const first = Math.floor(place);
    const border = first < 0 || first >= from - 1;
    const part = border && whole ? 0 : Math.fround(place - first);
    pixels[2 * i] = Math.max(first, 0);
    pixels[2 * i + 1] = Math.min(first + 1, from - 1);
    weights[2 * i] = halfToEven(Math.fround(1 - part) * 2048);
    weights[2 * i + 1] = halfToEven(part * 2048);
  }
  return { pixels, weights };
}
