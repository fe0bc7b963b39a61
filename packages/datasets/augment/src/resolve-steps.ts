import {
  checkSchema,
  checkValue,
  having,
  InputError,
  type Schema,
  shown,
  unknownName,
} from '@rectified/errors';
import { type PresetName, presets } from './presets.js';
import { type FullStep, type Step, stepSchemas } from './step.js';

/**
 * An augmentation as plain data for a recipe or a run's record: the name of one of the `presets`, or a list of steps.
 */
export type Augmentation = string | readonly Step[];

/**
 * The steps of an augmentation with all defaults filled in. Throws an `InputError` for an unknown preset, step or key, with
 * the nearest known one, and for invalid values.
 *
 * @example
 * resolveSteps('pad-crop-mirror').map(({ step }) => step); // => ['pad', 'crop', 'mirror']
 */
export function resolveSteps(augmentation: Augmentation): FullStep[] {
  if (typeof augmentation === 'string') {
    if (!Object.hasOwn(presets, augmentation))
      throw unknownName('augmentation', augmentation, Object.keys(presets));
    return resolveSteps(presets[augmentation as PresetName]);
  }
  if (!Array.isArray(augmentation))
    throw new InputError({
      what: 'augmentation',
      expected: 'the name of a preset or a list of steps',
      got: shown(augmentation),
    });
  const steps = augmentation.map(resolveStep);
  for (const once of ['subtract-mean', 'zca'])
    if (steps.filter(({ step }) => step === once).length > 1)
      throw new InputError({
        what: `step ${once}`,
        expected: 'at most one in an augmentation',
        got: 'several',
      });
  return steps;
}

function resolveStep(given: Step, index: number): FullStep {
  const what = `step ${index + 1} of the augmentation`;
  const { step } = checkValue(what, given, having("a step such as { step: 'crop', size: 70 }", 'step'));
  if (!Object.hasOwn(stepSchemas, step))
    throw unknownName('augmentation step', String(step), Object.keys(stepSchemas));
  const schema: Schema<FullStep> = stepSchemas[step];
  return checkSchema(schema, given, { what: `step ${step}` });
}
