import { evaluate } from '@rectified/expression';
import type { Formula } from './activation-description.js';
import { completeConfig } from './complete-config.js';
import type { AnyFormula, ConfigOf, Options } from './formula-description.js';
import { functionOf } from './function-of.js';

/**
 * The value of a formula at a number, in float64 and without tensors: the reference for all other implementations.
 * Parameters and noise are numbers, too; `training` is false by default. Parameters are not clipped.
 *
 * @example
 * valueAt(leakyRelu, -11, { divisor: 5.5 }); // -2
 */
export function valueAt<O extends Options, P extends string, N extends string>(
  { definition }: Formula<O, P, N>,
  x: number,
  given: ConfigOf<O> & { readonly [Name in P | N]?: number } & { readonly training?: boolean } = {},
): number {
  const formula: AnyFormula = definition;
  const others = ['training', ...Object.keys({ ...formula.parameters, ...formula.noise })];
  const config = completeConfig(formula, given, others);
  const { value } = functionOf(formula, config, { training: given.training ?? false });
  return evaluate(value, { ...given, ...config, x } as Record<string, number>);
}
