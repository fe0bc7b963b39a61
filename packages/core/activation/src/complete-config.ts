import { InputError } from '@rectified/errors';
import type { AnyFormula, Choice, NumberOption } from './formula-description.js';

/** The options of a formula with their defaults filled in. Throws an `InputError` for values that are not allowed. */
export function completeConfig(
  { title, options = {}, check }: AnyFormula,
  config: Readonly<Record<string, unknown>>,
): Record<string, number | string> {
  const complete = Object.fromEntries(
    Object.entries(options as Record<string, NumberOption | Choice>).map(([name, option]) => {
      const value = config[name] ?? option.default;
      if (!isAllowed(value, option))
        throw new InputError({
          what: `${name} of ${title}`,
          expected:
            'choices' in option ? option.choices.map((each) => `"${each}"`).join(' or ') : rangeOf(option),
          got: typeof value === 'number' ? String(value) : JSON.stringify(value),
          remedy: 'choices' in option ? undefined : option.remedy?.(value),
        });
      return [name, value as number | string];
    }),
  );
  const fault = check?.(complete);
  if (fault) throw new InputError(fault);
  return complete;
}

function isAllowed(value: unknown, option: NumberOption | Choice): boolean {
  if ('choices' in option) return option.choices.includes(value as string);
  const { min = -Infinity, max = Infinity, above = -Infinity, below = Infinity } = option;
  const number = value as number;
  return Number.isFinite(value) && number >= min && number <= max && number > above && number < below;
}

/** `a number in (0, 1]`, `a finite number of at least 1`. */
function rangeOf({ min, max, above, below }: NumberOption): string {
  const low = min ?? above;
  const high = max ?? below;
  if (low !== undefined && high !== undefined)
    return `a number in ${above === undefined ? '[' : '('}${low}, ${high}${below === undefined ? ']' : ')'}`;
  const bounds = [
    min !== undefined && `of at least ${min}`,
    above !== undefined && `above ${above}`,
    max !== undefined && `of at most ${max}`,
    below !== undefined && `below ${below}`,
  ].find(Boolean);
  return `a finite number${bounds ? ` ${bounds}` : ''}`;
}
