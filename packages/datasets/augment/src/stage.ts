import type { ImageShape } from '@rectified/dataset';
import { InputError } from '@rectified/errors';
import type { ViewKey } from './draw.js';
import type { Pixels } from './image.js';
import type { Statistics } from './statistics.js';

/** Type and shape of images between two steps. */
export interface Form {
  readonly shape: ImageShape;
  readonly type: 'uint8' | 'float32';
}

/** A step prepared for images of one form, which it converts to images of another form. */
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

/** What a step may need besides its own settings. */
export interface StageContext {
  /** The stream of its random numbers. */
  readonly stream: number;
  readonly statistics: Statistics;
}

export const sizeOf = ([height, width, channels]: ImageShape): number => height * width * channels;

/** Throws an `InputError` unless the step receives bytes. */
export function checkBytes(step: string, { type }: Form): void {
  if (type === 'uint8') return;
  throw new InputError({
    what: `the step ${step} comes after one that computes with pixels`,
    expected: 'bytes',
    got: 'float32 numbers',
    remedy: 'Put it before subtract-mean, normalize, gcn and zca',
  });
}
