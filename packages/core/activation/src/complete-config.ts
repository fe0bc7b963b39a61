import {
  type Check,
  checkOptionNames,
  checkValue,
  finiteNumber,
  InputError,
  oneOf,
  renamed,
} from '@rectified/errors';
import type { AnyFormula, Choice, NumberOption } from './formula-description.js';

/**
 * Fills in the defaults of a formula's options. Throws an `InputError` for values that are not allowed, and for names that are
 * neither options nor in `others` (default: all names are allowed). `what` names the owner of the options in messages.
 */
export function completeConfig(
  { title, options = {}, foreignOptions, check }: AnyFormula,
  config: Readonly<Record<string, unknown>> = {},
  others: readonly string[] = Object.keys(config),
  what = title,
): Record<string, number | string> {
  const foreign = { ...foreignOptions };
  for (const [name, { aliases = [] }] of Object.entries<{ aliases?: readonly string[] }>(options))
    for (const alias of aliases) foreign[alias] = renamed(name);
  checkOptionNames(what, config, [...Object.keys(options), ...others], foreign);
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

function checkOf(option: NumberOption | Choice): Check {
  if ('choices' in option) return oneOf(...option.choices);
  const { min, max, remedy } = option;
  return { ...finiteNumber({ ...option, from: min, to: max }), remedy };
}
