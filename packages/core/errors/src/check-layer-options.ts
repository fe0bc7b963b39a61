import type { Check } from './check.js';
import type { ForeignOptions } from './check-option-names.js';
import { checkOptions } from './check-options.js';
import { anything } from './checks.js';

/** The options of every tfjs layer, which checks them itself. */
export const layerOptionNames: readonly string[] = [
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
 * {@link checkOptions} for a layer: its `own` options, and those of every tfjs layer (`name`, `inputShape`, ...).
 *
 * @example
 * super(checkLayerOptions('SeededDropout', options, { rate: finiteNumber({ from: 0, below: 1 }) }));
 */
export function checkLayerOptions<Options>(
  what: string,
  options: Options,
  own: readonly string[] | Readonly<Record<string, Check>>,
  foreign?: ForeignOptions,
): Options {
  const known = Array.isArray(own)
    ? [...own, ...layerOptionNames]
    : { ...own, ...Object.fromEntries(layerOptionNames.map((name) => [name, anything])) };
  return checkOptions<unknown>(what, options, known, foreign) as Options;
}
