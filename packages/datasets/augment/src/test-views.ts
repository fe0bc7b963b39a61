import type { ImageShape } from '@rectified/dataset';
import {
  anything,
  checkOptions,
  checkValue,
  having,
  InputError,
  imageShape,
  optional,
  trueOrFalse,
  wholeNumber,
} from '@rectified/errors';
import * as checks from './checks.js';
import { compile } from './compile.js';
import { type Augmentation, resolveSteps } from './resolve-steps.js';
import type { Statistics } from './statistics.js';
import type { FullStep } from './step.js';
import { sidesOf } from './steps/crop.js';

/** The views of an image that a prediction is averaged over, as plain data. */
export type TestViews =
  | {
      readonly augment: Augmentation;
      /** A number of random views. */
      readonly random: number;
    }
  | {
      readonly augment: Augmentation;
      /** Crops at this distance in pixels, starting at the top left corner. */
      readonly grid: number;
      /** Whether each crop is also used mirrored. Default: true. */
      readonly mirrored?: boolean;
    };

/** One of them: `augment(steps).views(images, { seed, epoch, indices })`. */
export interface TestView {
  readonly steps: readonly FullStep[];
  readonly epoch: number;
}

/**
 * The views of images of `shape` that a prediction is averaged over. The authors' models 1, 4, 5 and 6 were averaged over
 * 150 random views (`model1/run.py`), models 2 and 3 over a grid: crops 2 pixels apart, mirrored and not, which are 72
 * of 80 x 80 pixels (`model3/run.py`; x before y before mirror, as here).
 *
 * @example
 * testViews({ augment: 'model3-grid', grid: 2 }, [80, 80, 3]).length; // => 72
 */
export function testViews(
  views: TestViews,
  shape: ImageShape,
  options: { statistics?: Statistics } = {},
): TestView[] {
  const count = wholeNumber({ from: 1 });
  const { statistics = {} } = checkOptions('testViews', options, { statistics: optional(checks.statistics) });
  checkValue('shape of the images', shape, imageShape);
  checkValue(
    'views of an image',
    views,
    having('{ augment, random } or { augment, grid, mirrored? }', 'augment'),
  );
  if ('random' in views) checkOptions('views of an image', views, { augment: anything, random: count });
  else
    checkOptions('views of an image', views, {
      augment: anything,
      grid: count,
      mirrored: optional(trueOrFalse),
    });
  const steps = resolveSteps(views.augment);
  if ('random' in views) return Array.from({ length: views.random }, (_, epoch) => ({ steps, epoch }));
  const place = steps.findIndex(({ step }) => step === 'crop');
  const crop = steps[place];
  if (crop?.step !== 'crop' || sidesOf(crop)[0] !== sidesOf(crop)[1])
    throw new InputError({ what: 'a grid of crops', expected: 'a step crop of one size', got: 'none' });
  const [height, width] = compile(steps.slice(0, place), shape, statistics).shape;
  const side = sidesOf(crop)[0];
  const mirror: FullStep = { step: 'mirror', direction: 'horizontal', probability: 1 };
  return offsets(width - side, views.grid).flatMap((left) =>
    offsets(height - side, views.grid).flatMap((top) => {
      const view = steps.with(place, { ...crop, at: [top, left] });
      const both = (views.mirrored ?? true) ? [view, [...view, mirror]] : [view];
      return both.map((steps) => ({ steps, epoch: 0 }));
    }),
  );
}

function offsets(last: number, every: number): number[] {
  return Array.from({ length: Math.floor(last / every) + 1 }, (_, i) => i * every);
}
