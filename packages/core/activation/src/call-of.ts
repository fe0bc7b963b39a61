import type { NoiseKey } from '@rectified/random';
import type * as tf from '@tensorflow/tfjs-core';
import type { ElementwiseCall } from './elementwise.js';
import type { AnyFormula, Parameter } from './formula-description.js';
import { functionOf, noiseOf } from './function-of.js';

/** Supplies what a call of a formula needs besides its configuration. */
interface Sources {
  readonly training: boolean;
  /** The values of a parameter. */
  readonly values: (parameter: string) => tf.Tensor;
  /** The key of its random numbers; called only if there are any. */
  readonly noise: () => NoiseKey | undefined;
  /** The caller's name, for messages. */
  readonly caller: string;
}

type Declared = Readonly<Record<string, Parameter<never>>>;

/** One call of a formula, by a layer or an op. */
export function callOf(
  formula: AnyFormula,
  config: Readonly<Record<string, number | string>>,
  { training, values, noise, caller }: Sources,
): ElementwiseCall {
  const of = functionOf(formula, config, { training });
  return {
    function: of,
    options: of.options.map(({ name }) => config[name] as number),
    parameters: of.parameters.map(({ name }) => ({
      values: values(name),
      clip: (formula.parameters as Declared)[name]!.clip,
    })),
    noise: of.noise.length > 0 ? noiseOf(formula)!.split(noise(), of.noise.length, caller) : [],
  };
}
