import type { Pixels } from './image.js';
import { outerProducts } from './outer-products.js';
import { whiteningMatrix } from './whitening-matrix.js';

/** Collects views of all images, then computes their whitening matrix. */
export interface Whitening {
  /** Adds `count` views, stored one after another in `pixels`. */
  add(pixels: Pixels, count: number): void | Promise<void>;
  /** Calls `onSecond` during the computation, if possible, with the seconds since its start. */
  matrix(bias: number, onSecond?: (seconds: number) => void): Promise<Float32Array>;
  /** Call it at the end. */
  close(): void | Promise<void>;
}

/** Computes the whitening in this thread, which is blocked meanwhile. */
export function whitening(mean: Float32Array): Whitening {
  const size = mean.length;
  const products = outerProducts(size);
  const centered = new Float64Array(size);
  let images = 0;
  return {
    add(pixels, count) {
      for (let image = 0; image < count; image++) {
        for (let i = 0; i < size; i++) centered[i] = pixels[image * size + i]! - mean[i]!;
        products.add(centered);
      }
      images += count;
    },
    matrix(bias) {
      const covariance = products.sums().map((sum) => sum / images);
      return whiteningMatrix(covariance, { size, bias });
    },
    close() {},
  };
}
