import { isInputError } from '@rectified/errors';
import { Tinypool } from 'tinypool';
import { type Augmenter, augment } from '../augment.js';
import type { Images, Pixels } from '../image.js';
import type { Statistics } from '../statistics.js';
import type { FullStep } from '../step.js';
import { type Whitening, whitening } from '../whitening.js';

/** One batch for a thread of `augmentedSource`. */
export interface Job {
  readonly images: Images<Uint8Array>;
  readonly steps: readonly FullStep[];
  readonly seed: number;
  readonly epoch: number;
  readonly indices: Uint32Array;
}

const augmenters = new Map<string, Augmenter>();

/** Runs in a thread of `augmentedSource`: the pixels of the views of one batch, transferred without a copy. */
export function makeViews({ images, steps, ...keys }: Job): unknown {
  const key = JSON.stringify(steps);
  let augmenter = augmenters.get(key);
  if (augmenter === undefined) {
    augmenter = augment(steps, { statistics: Tinypool.workerData as Statistics });
    augmenters.set(key, augmenter);
  }
  return Tinypool.move(augmenter.views(images, keys).pixels);
}

/** The input of a thread of `fitStatisticsInThread`: views of some images or, at the end, the bias. */
export type WhiteningJob = { readonly pixels: Pixels; readonly count: number } | { readonly bias: number };

let begun: Whitening | undefined;

/** Runs in a thread of `fitStatisticsInThread`: adds views, or returns the whitening matrix of all added views. */
export async function whiten(job: WhiteningJob): Promise<unknown> {
  begun ??= whitening(Tinypool.workerData as Float32Array);
  if ('bias' in job)
    return begun.matrix(job.bias).then(Tinypool.move, (error) => {
      // An error loses its class on the way to another thread.
      if (isInputError(error)) return error.details;
      throw error;
    });
  await begun.add(job.pixels, job.count);
  return undefined;
}
