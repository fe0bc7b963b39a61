import {
  type Check,
  checkOptionNames,
  checkValue,
  finiteNumber,
  InputError,
  oneOf,
  renamed,
} from '@rectified/errors';
import { remembered } from '@rectified/expression';
import type { AnyFormula, Choice, NumberOption } from './formula-description.js';

/**
 * Fills in the defaults of a formula's options. Throws an `InputError` for values that are not allowed, and for names that are
 * neither options nor in `others` (default: all names are allowed). `what` names the owner of the options in messages.
 */
export function completeConfig(
  definition: AnyFormula,
  config: Readonly<Record<string, unknown>> = {},
  others: readonly string[] = Object.keys(config),
  what = definition.title,
): Record<string, number | string> {
  const { title, options = {}, check } = definition;
  checkOptionNames(what, config, [...Object.keys(options), ...others], foreignNames(definition));
  const complete: Record<string, number | string> = {};
  for (const [name, option] of Object.entries<NumberOption | Choice>(options))
    complete[name] = checkValue(
      `${name} of ${title}`,
      (config[name] ?? option.default) as number | string,
      checkOf(option),
    );
  const fault = check?.(complete);
  if (fault) throw new InputError(fault);
  return complete;
}

/** The advice on other libraries' names. Every call of an op checks its options, so this is made once. */
const foreignNames = remembered(({ options = {}, foreignOptions }: AnyFormula) => {
  const names = { ...foreignOptions };
  for (const [name, { aliases = [] }] of Object.entries<{ aliases?: readonly string[] }>(options))
    for (const alias of aliases) names[alias] = renamed(name);
  return names;
});

function checkOf(option: NumberOption | Choice): Check {
  if ('choices' in option) return oneOf(...option.choices);
  const { min, max, remedy } = option;
  return { ...finiteNumber({ ...option, from: min, to: max }), remedy };
}
