import { checkOptions, type DescribedOptions, fillOptions } from '@rectified/errors';
import type { ArchitectureOptions } from './architecture-options.js';
import { foreignOptions } from './foreign-options.js';

const common: readonly (keyof ArchitectureOptions)[] = [
  'classes',
  'activation',
  'seed',
  'width',
  'initialization',
  'shape',
];

/**
 * `options`, if an architecture has them all: those that every one has, and those of its `own`, of which the values are
 * checked and the defaults filled in. Otherwise an `InputError` that names the option which was meant. For a function
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
  checkOptions(architecture, options, [...common, ...Object.keys(own)], foreignOptions);
  const given = Object.entries(options ?? {}).filter(([name]) => Object.hasOwn(own, name));
  return { ...options, ...fillOptions(architecture, Object.fromEntries(given), own) } as Options &
    Required<Pick<Options, keyof Own & keyof Options>>;
}
