import { checkOptions, type ForeignOptions } from './check-options.js';

/** What every layer of tfjs takes. */
const common = [
  'name',
  'trainable',
  'inputShape',
  'batchInputShape',
  'batchSize',
  'dtype',
  'inputDType',
  'weights',
];

/**
 * {@link checkOptions} of a layer: its `own` options, and what every layer of tfjs takes (`name`, `inputShape`, ...).
 *
 * @example
 * super(checkLayerOptions('LeakyReLU', options, ['divisor']));
 */
export function checkLayerOptions<Options>(
  what: string,
  options: Options,
  own: readonly string[],
  foreign?: ForeignOptions,
): Options {
  return checkOptions(what, options, [...own, ...common], foreign);
}
