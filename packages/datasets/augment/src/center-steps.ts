import { type Augmentation, resolveSteps } from './resolve-steps.js';
import type { FullStep } from './step.js';
import { type Crop, outputSide } from './steps/crop.js';

/**
 * The same augmentation without randomness, for a single view at test time, as cxxnet evaluates: crops become center crops
 * of the output size, and warp, mirror and cutout are left out. The rest stays, so the training set's statistics fit;
 * steps without randomness are unchanged.
 *
 * @example
 * centerSteps('model1').map(({ step }) => step); // => ['crop', 'subtract-mean']
 */
export function centerSteps(augmentation: Augmentation): FullStep[] {
  return resolveSteps(augmentation).flatMap((step): FullStep[] => {
    if (step.step === 'crop' && hasChance(step))
      return [{ step: 'crop', size: outputSide(step), at: 'center' }];
    return random.has(step.step) ? [] : [step];
  });
}

const hasChance = ({ at, size }: Crop) => at === 'random' || typeof size !== 'number';

const random = new Set<FullStep['step']>(['affine', 'mirror', 'cutout']);
