import {
  anything,
  checkOptions,
  checkValue,
  type DescribedOptions,
  fillOptions,
  having,
  text,
} from '@rectified/errors';
import type { ArchitectureOptions } from './architecture-options.js';
import { commonChecks } from './common-checks.js';
import { foreignOptions } from './foreign-options.js';

/**
 * Returns `options` if the architecture has them all (those of every architecture and its `own`) and their values are valid, with the
 * defaults of its own filled in. Otherwise throws an `InputError` that names the option that was meant. For a function
 * such as `nin()`, which is called without its description.
 *
 * @example
 * const { classes, activation, dropout } = checkArchitectureOptions('nin', options, { dropout: ... });
 */
export function checkArchitectureOptions<Options extends ArchitectureOptions, Own extends DescribedOptions>(
  architecture: string,
  options: Options,
  own: Own,
): Options & Required<Pick<Options, keyof Own & keyof Options>> {
  checkValue('name of an architecture', architecture, text('a name such as bn-inception'));
  checkValue(`options of ${architecture}`, own, having('options, each { check, default?, help }'));
  const named = Object.fromEntries(Object.keys(own).map((name) => [name, anything]));
  checkOptions<object>(architecture, options, { ...commonChecks, ...named }, foreignOptions);
  const given = Object.entries(options ?? {}).filter(([name]) => Object.hasOwn(own, name));
  return { ...options, ...fillOptions(architecture, Object.fromEntries(given), own) } as Options &
    Required<Pick<Options, keyof Own & keyof Options>>;
}
