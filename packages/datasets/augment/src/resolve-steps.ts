import { InputError, unknownName } from '@rectified/errors';
import type * as z from 'zod';
import { type PresetName, presets } from './presets.js';
import { type FullStep, type Step, stepSchemas } from './step.js';

/**
 * What to do with images, as plain data for a recipe or a run's record: the name of one of the `presets`, or a list of steps.
 */
export type Augmentation = string | readonly Step[];

/**
 * The steps of an augmentation with all defaults filled in. Throws `InputError` for an unknown preset, step or key, with
 * the nearest known one, and for values that do not fit.
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
      got: JSON.stringify(augmentation),
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

function resolveStep(given: unknown, index: number): FullStep {
  const name = (given as Partial<Step> | null)?.step;
  if (typeof name !== 'string')
    throw new InputError({
      what: `step ${index + 1} of the augmentation`,
      expected: "a step such as { step: 'crop', size: 70 }",
      got: JSON.stringify(given) ?? 'nothing',
    });
  if (!Object.hasOwn(stepSchemas, name))
    throw unknownName('augmentation step', name, Object.keys(stepSchemas));
  const schema: z.ZodType<FullStep> = stepSchemas[name];
  const checked = schema.safeParse(given);
  if (checked.success) return checked.data;
  const issue = checked.error.issues[0]!;
  if (issue.code === 'unrecognized_keys')
    throw unknownName(`key of step ${name}`, issue.keys[0]!, Object.keys(stepSchemas[name].shape));
  const got = issue.path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown>)?.[key], given);
  throw new InputError({
    what: `${issue.path.join('.')} of step ${name}`,
    expected: issue.message,
    got: got === undefined ? 'nothing' : JSON.stringify(got),
  });
}
