import { Tinypool } from 'tinypool';
import { type Augmenter, augment } from '../augment.js';
import type { Images } from '../image.js';
import type { Statistics } from '../statistics.js';
import type { FullStep } from '../step.js';

/** One batch for a thread of `augmentedSource`. */
export interface Job {
  readonly images: Images<Uint8Array>;
  readonly steps: readonly FullStep[];
  readonly seed: number;
  readonly epoch: number;
  readonly indices: Uint32Array;
}

const augmenters = new Map<string, Augmenter>();

/** Runs in a thread of `augmentedSource`: the pixels of the views of one batch, handed over without a copy. */
export function makeViews({ images, steps, ...keys }: Job): unknown {
  const key = JSON.stringify(steps);
  let augmenter = augmenters.get(key);
  if (augmenter === undefined) {
    augmenter = augment(steps, { statistics: Tinypool.workerData as Statistics });
    augmenters.set(key, augmenter);
  }
  return Tinypool.move(augmenter.views(images, keys).pixels);
}
