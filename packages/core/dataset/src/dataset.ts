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

/** What a loader knows of a dataset; {@link makeDataset} makes a {@link Dataset} of it. */
export interface DatasetParts {
  /** A name for people: `CIFAR-10 test`. */
  readonly name: string;
  /** Number of images. */
  readonly size: number;
  /** Class names, by label. */
  readonly classes: readonly string[];
  readonly shape: ImageShape;
  /**
   * SHA-256, in hexadecimal digits, of what decides class names, labels and pixels: two datasets with the same one are the
   * same, whatever their folder, and a changed label or pixel changes it. Absent if the loader cannot know it.
   */
  readonly fingerprint?: string;
  /** The image at `index`. Throws `RangeError` outside `0 .. size - 1`. */
  get(index: number): Example;
  /** The images at `indices`, in that order; an index may come twice. Throws `RangeError` like `get`. */
  batch(indices: ArrayLike<number>): Batch;
}

/** A sequence with random access whose items are made when they are asked for. */
export interface Items<T> extends Iterable<T> {
  readonly size: number;
  /** The item at `index`. Throws `RangeError` outside `0 .. size - 1`. */
  get(index: number): T;
  /** What `change` makes of each item, when it is asked for. */
  map<U>(change: (item: T, index: number) => U): Items<U>;
}

/**
 * A labeled image dataset with random access, which can be iterated and mapped. Pixels stay uint8 until they become a
 * tensor; an image is the same bytes every time it is asked for.
 */
export interface Dataset extends DatasetParts, Items<Example> {
  get(index: number): Example;
}

/** What a loader opens: the part to learn from and the part to measure on. */
export interface DatasetSplits {
  readonly train: Dataset;
  readonly test: Dataset;
  /** Files that cannot be used and were left out, where that was allowed (`skipBad`), and what is wrong with them. */
  readonly skipped?: readonly { readonly file: string; readonly what: string }[];
}
