import type { ImageShape } from '@rectified/dataset';

/** Bytes from a dataset, or float32 after a step that computes with them. */
export type Pixels = Uint8Array | Float32Array;

/** One image: `height * width * channels` numbers, row by row, channels last. An `Example` of a dataset is one. */
export interface Image<P extends Pixels = Pixels> {
  readonly pixels: P;
  readonly shape: ImageShape;
}

/** Several images of one shape in one array. A `Batch` of a dataset is one. */
export interface Images<P extends Pixels = Pixels> {
  readonly pixels: P;
  readonly shape: readonly [n: number, height: number, width: number, channels: number];
}
