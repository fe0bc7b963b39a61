import { checkOptions, renamed } from '@rectified/errors';
import type { ArchitectureOptions } from './architecture-options.js';

const common: readonly (keyof ArchitectureOptions)[] = [
  'classes',
  'activation',
  'seed',
  'width',
  'initialization',
  'shape',
];

const foreignOptions = {
  numClasses: renamed('classes'),
  num_classes: renamed('classes'),
  inputShape: renamed('shape'),
  dropoutRate: renamed('dropout'),
  initializer: renamed('initialization'),
};

/**
 * `options`, if an architecture has them all: those that every one has, and its `own`. Otherwise an `InputError` that names
 * the option which was meant.
 *
 * @example
 * const { classes, activation, dropout = 0.5 } = checkArchitectureOptions('nin', options, ['dropout']);
 */
export function checkArchitectureOptions<Options extends ArchitectureOptions>(
  architecture: string,
  options: Options,
  own: readonly string[],
): Options {
  return checkOptions(architecture, options, [...common, ...own], foreignOptions);
}
