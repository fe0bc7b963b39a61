import type { ImageShape } from '@rectified/dataset';
import { InputError } from '@rectified/errors';
import type { ViewKey } from './draw.js';
import type { Pixels } from './image.js';
import type { Statistics } from './statistics.js';

/** What images are like between two steps. */
export interface Form {
  readonly shape: ImageShape;
  readonly type: 'uint8' | 'float32';
}

/** A step made ready for images of one form, which it turns into images of its own form. */
export type Stage = Form &
  (
    | {
        /** Reads an image at `fromAt` and writes another at `toAt`. */
        readonly make: (from: Pixels, fromAt: number, to: Pixels, toAt: number, key: ViewKey) => void;
      }
    | {
        /** Changes the image at `at` in place. */
        readonly change: (pixels: Pixels, at: number, key: ViewKey) => void;
      }
  );

/** What a step may need beside its own settings. */
export interface StageContext {
  /** The stream of its random numbers. */
  readonly stream: number;
  readonly statistics: Statistics;
}

export const sizeOf = ([height, width, channels]: ImageShape): number => height * width * channels;

/** Throws `InputError` unless the step gets bytes. */
export function checkBytes(step: string, { type }: Form): void {
  if (type === 'uint8') return;
  throw new InputError({
    what: `the step ${step} comes after one that computes with pixels`,
    expected: 'bytes',
    got: 'float32 numbers',
    remedy: 'Put it before subtract-mean, normalize, gcn and zca',
  });
}
