import type { ImageShape } from './dataset.js';

/**
 * Views whose pixels are pixels of the image, at other places: a part of it, of it with a border, mirrored or not, less a mean image or not. A
 * device that has the images makes such views itself, by a few whole numbers for each.
 */
export interface PlacedViews {
  /** Of a view. */
  readonly shape: ImageShape;
  /** What is put around the image before: so many pixels on every side, of this grey level. */
  readonly border: { readonly by: number; readonly fill: number };
  /** Subtracted from the pixels, float32; by its own places. */
  readonly mean?: { readonly pixels: Float32Array; readonly shape: ImageShape };
  /**
   * Where the pixels of views come from: `[first, down, right]` for each view, and with a mean image three more for that. The pixel in row
   * y and column x of a view is number `first + y down + x right` of the bordered image, counted row by row.
   */
  places(keys: {
    readonly seed: number;
    readonly epoch: number;
    /** Of the images in their data set. */
    readonly indices: ArrayLike<number>;
  }): Int32Array;
}
