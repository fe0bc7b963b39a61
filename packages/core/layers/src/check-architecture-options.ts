import { type Check, checkOptions, renamed } from '@rectified/errors';
import { architectureChecks } from './architecture-checks.js';
import type { ArchitectureOptions } from './architecture-options.js';

const foreignOptions = {
  numClasses: renamed('classes'),
  num_classes: renamed('classes'),
  inputShape: renamed('shape'),
  dropoutRate: renamed('dropout'),
  initializer: renamed('initialization'),
};

/**
 * `options`, if an architecture has them all: those that every one has, and its `own`. Otherwise an `InputError` that names
 * the option which was meant, or says what its value must be.
 *
 * @example
 * const { classes, activation, dropout = 0.5 } = checkArchitectureOptions('nin', options, { dropout: optional(finiteNumber({ from: 0, below: 1 })) });
 */
export function checkArchitectureOptions<Options extends ArchitectureOptions>(
  architecture: string,
  options: Options,
  own: Readonly<Record<string, Check>>,
): Options {
  const known: Readonly<Record<string, Check>> = { ...architectureChecks, ...own };
  return checkOptions<unknown>(architecture, options, known, foreignOptions) as Options;
}
