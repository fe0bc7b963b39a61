import { type Check, checkValue, finiteNumber, InputError, oneOf } from '@rectified/errors';
import type { AnyFormula, Choice, NumberOption } from './formula-description.js';

/** The options of a formula with their defaults filled in. Throws an `InputError` for values that are not allowed. */
export function completeConfig(
  { title, options = {}, check }: AnyFormula,
  config: Readonly<Record<string, unknown>>,
): Record<string, number | string> {
  const complete = Object.fromEntries(
    Object.entries<NumberOption | Choice>(options).map(([name, option]) => [
      name,
      checkValue(`${name} of ${title}`, config[name] ?? option.default, checkOf(option)) as number | string,
    ]),
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
