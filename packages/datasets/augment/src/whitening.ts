import type { Pixels } from './image.js';
import { outerProducts } from './outer-products.js';
import { whiteningMatrix } from './whitening-matrix.js';

/** Takes views of all images, then makes their whitening matrix. */
export interface Whitening {
  /** Adds `count` views, which lie one after another in `pixels`. */
  add(pixels: Pixels, count: number): void | Promise<void>;
  /** `onSecond` is called while it is computed, where that is possible, with the seconds since it began. */
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
