import { isDeepStrictEqual } from 'node:util';
import {
  byteSteps,
  centerSteps,
  type FullStep,
  type Statistics,
  type TestView,
  testViews,
} from '@rectified/augment';
import type { ImageShape } from '@rectified/dataset';
import { InputError } from '@rectified/errors';
import type { ExperimentConfig } from './experiment-config.js';
import { augmentationOf } from './open-views.js';

/** Which views of an image a prediction is averaged over; by default only the central one. */
export interface WhichViews extends Pick<ExperimentConfig, 'augment'> {
  /** A number of random views. */
  readonly views?: number;
  /** Crops at this distance in pixels, mirrored and not. */
  readonly grid?: number;
}

/** The view with which a network trained by `config` is evaluated. */
export function centralView(config: Pick<ExperimentConfig, 'augment'>): TestView {
  return { steps: centerSteps(augmentationOf(config)), epoch: 0 };
}

/**
 * The views of images of `shape` to average over, for a network trained by `config`; made by `augment`, or by
 * its training augmentation. Throws an `InputError` if they compute different pixel values than in training,
 * if random views would all be the same, or if a seed is given but nothing is drawn.
 */
export function chooseViews(
  config: Pick<ExperimentConfig, 'augment'>,
  { views, grid, augment, seed }: WhichViews & { readonly seed?: number },
  { shape, statistics }: { readonly shape: ImageShape; readonly statistics?: Statistics },
): TestView[] {
  if (views !== undefined && grid !== undefined)
    throw new InputError({ what: 'which views', expected: '--views or --grid', got: 'both' });
  if (views === undefined && seed !== undefined)
    throw new InputError({
      what: 'which views',
      expected: '--views together with --seed, which draws random views',
      got:
        grid === undefined ? 'neither --views nor --grid: the central view' : '--grid, which is not random',
    });
  if (views === undefined && grid === undefined) {
    if (augment === undefined) return [centralView(config)];
    throw new InputError({
      what: 'which views',
      expected: '--views or --grid together with --augment',
      got: 'neither',
    });
  }
  const own = augmentationOf(config);
  const steps = augment === undefined ? own : augmentationOf({ augment });
  const [trained, wanted] = [computing(own), computing(steps)];
  if (!isDeepStrictEqual(trained, wanted))
    throw new InputError({
      what: 'the views are not what the network was trained with',
      expected: names(trained),
      got: names(wanted),
      remedy: 'Choose an augmentation that only moves pixels, or computes the same with them as the run',
    });
  const still = centerSteps(steps);
  if (views === undefined) return testViews({ augment: still, grid: grid! }, shape, { statistics });
  if ((views > 1 || seed !== undefined) && isDeepStrictEqual(steps, still))
    throw new InputError({
      what:
        views > 1 ? `${views} random views would all be the same` : 'a seed for views that are not random',
      expected: 'an augmentation with random steps',
      got: steps.length === 0 ? 'none' : steps.map(({ step }) => step).join(', '),
      remedy: 'Name one: --augment NAME',
    });
  return testViews({ augment: steps, random: views }, shape);
}

/** The steps that compute with pixel values. */
const computing = (steps: readonly FullStep[]) => steps.filter((step) => byteSteps([step]).length === 0);

const names = (steps: readonly FullStep[]) =>
  steps.map((step) => JSON.stringify(step)).join(', ') || 'unchanged pixels';
