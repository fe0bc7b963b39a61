import * as tf from '@tensorflow/tfjs-core';
import type { Activation, DescribedFormula, Formula } from './activation-description.js';
import type { Options } from './formula-description.js';
import { identified } from './identified.js';

/**
 * The description of an activation with its own layer class, which extends `layerOf(formula)`. Registers the class
 * with tfjs.
 *
 * @example
 * export default described(formula, RReLU);
 */
export function described<
  O extends Options,
  P extends string,
  N extends string,
  Layer extends Activation['layer'],
>(formula: Formula<O, P, N>, layer: Layer): DescribedFormula<Layer> {
  tf.serialization.registerClass(layer as never);
  return { ...identified(formula.definition), layer };
}
