import { type Augmentation, resolveSteps } from './resolve-steps.js';
import type { FullStep } from './step.js';

/**
 * The steps that move pixels, without those that compute with them: their views can be displayed and need no statistics.
 *
 * @example
 * byteSteps('model1').map(({ step }) => step); // => ['affine', 'crop', 'mirror']
 */
export function byteSteps(augmentation: Augmentation): FullStep[] {
  return resolveSteps(augmentation).filter(({ step }) => !computing.has(step));
}

const computing = new Set<FullStep['step']>(['subtract-mean', 'normalize', 'gcn', 'zca']);
