/** Height, width and channels of one image. */
export type ImageShape = readonly [height: number, width: number, channels: number];

/** One labeled image. */
export interface Example {
  /** `height * width * channels` bytes, row by row, channels last. */
  readonly pixels: Uint8Array;
  readonly shape: ImageShape;
  /** Index into the dataset's `classes`. */
  readonly label: number;
  /** The class's name: `classes[label]`. */
  readonly name: string;
}

/** Some images in one typed array, ready to become a tensor. */
export interface Batch {
  /** `n * height * width * channels` bytes, channels last. */
  readonly pixels: Uint8Array;
  /** `n` labels. */
  readonly labels: Int32Array;
  /** As `tf.tensor4d` takes it. */
  readonly shape: [n: number, height: number, width: number, channels: number];
}

/** What a loader provides for a dataset; {@link makeDataset} makes a {@link Dataset} of it. */
export interface DatasetParts {
  /** A name for people: `CIFAR-10 test`. */
  readonly name: string;
  /** Number of images. */
  readonly size: number;
  /** Class names, by label. */
  readonly classes: readonly string[];
  readonly shape: ImageShape;
  /**
   * SHA-256, in hexadecimal digits, of everything that determines class names, labels and pixels. Two datasets with the same fingerprint are the
   * same, whatever their folder; a changed label or pixel changes it. Absent if the loader cannot know it.
   */
  readonly fingerprint?: string;
  /** The image at `index`. Throws a `RangeError` outside `0 .. size - 1`. */
  get(index: number): Example;
  /** The images at `indices`, in that order; an index may occur twice. Throws a `RangeError` like `get`. */
  batch(indices: ArrayLike<number>): Batch;
}

/** A sequence with random access whose items are made when they are requested. */
export interface Items<T> extends Iterable<T> {
  readonly size: number;
  /** The item at `index`. Throws a `RangeError` outside `0 .. size - 1`. */
  get(index: number): T;
  /** Applies `change` to each item when it is requested. */
  map<U>(change: (item: T, index: number) => U): Items<U>;
}

/**
 * A labeled image dataset with random access, iterable and mappable. Pixels stay uint8 until they become a
 * tensor; an image has the same bytes every time it is requested.
 */
export interface Dataset extends DatasetParts, Items<Example> {
  get(index: number): Example;
}

/** What a loader opens: the training part and the test part. */
export interface DatasetSplits {
  readonly train: Dataset;
  readonly test: Dataset;
  /** Unusable files that were left out, if that was allowed (`skipBad`), and what is wrong with them. */
  readonly skipped?: readonly { readonly file: string; readonly what: string }[];
}
