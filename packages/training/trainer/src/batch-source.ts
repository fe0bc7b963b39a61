import { batches, type Dataset, type PlacedViews } from '@rectified/dataset';

/** Images of a data set, or views of them, as bytes or as float32 numbers. A data set's `Batch` is one. */
export interface ViewBatch {
  /** [n, height, width, channels], row by row. */
  readonly pixels: Uint8Array | Float32Array;
  readonly labels: Int32Array;
  readonly shape: readonly [n: number, height: number, width: number, channels: number];
}

/** Which batches of an epoch are wanted. */
export interface EpochRequest {
  readonly seed: number;
  /** The epoch, counted from 1. */
  readonly epoch: number;
  /** Images in a batch; the last one of an epoch may have fewer. */
  readonly size: number;
  /** Index of the first batch: not 0 where a run is resumed within an epoch. */
  readonly start: number;
}

/**
 * Where training batches come from. The batches must depend on the request alone. One that makes them in
 * other threads returns an async iterable and works ahead as far as it likes.
 */
export interface BatchSource {
  (request: EpochRequest): Iterable<ViewBatch> | AsyncIterable<ViewBatch>;
  /**
   * The same views of the training images, in the order of `epochOrder`, by the places of their pixels. Where the engine has the images on its
   * device, it makes the batches there, and this function is not called.
   */
  readonly placed?: PlacedViews;
}

/** Where the batches of an evaluation come from: all images of `dataset`, each once, in its order. */
export interface TestSource {
  (dataset: Dataset, request: { readonly size: number }): Iterable<ViewBatch> | AsyncIterable<ViewBatch>;
  /** The same views, of seed 0 and epoch 0, for images of the training images' shape. */
  readonly placed?: PlacedViews;
}

/** The images of `dataset` in the order of seed and epoch, as they are. */
export function shuffled(dataset: Dataset): BatchSource {
  return (request) => batches(dataset, request);
}

/** An iterator that is asked for the next item while the last one is used. */
export interface LookAhead<T> {
  /** Starts on the next item. The network's step is best started before: where it runs on a device, both go on together. */
  prepare(): void;
  /** The item prepared; `undefined` after the last one. */
  take(): Promise<T | undefined>;
  /** Seconds for which this thread made items or waited for them, since the last call. */
  waited(): number;
  close(): Promise<void>;
}

/** Items of `source`, each turned into what `convert` makes of it. */
export function lookAhead<S, T>(
  source: Iterable<S> | AsyncIterable<S>,
  convert: (item: S) => T,
): LookAhead<T> {
  const iterator =
    Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]();
  let next: Promise<T | undefined> | undefined;
  let milliseconds = 0;
  /** Where the source is not asynchronous, all the work is done before this returns its promise. */
  const advance = async () => {
    const result = iterator.next();
    const { done, value } = result instanceof Promise ? await result : result;
    return done === true ? undefined : convert(value as S);
  };
  return {
    prepare() {
      const start = performance.now();
      next ??= advance();
      next.catch(() => {}); // `take` throws it, which may come later.
      milliseconds += performance.now() - start;
    },
    async take() {
      this.prepare();
      const start = performance.now();
      const item = await next;
      milliseconds += performance.now() - start;
      next = undefined;
      return item;
    },
    waited() {
      const seconds = milliseconds / 1000;
      milliseconds = 0;
      return seconds;
    },
    async close() {
      await iterator.return?.();
    },
  };
}
