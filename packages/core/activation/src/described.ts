import * as tf from '@tensorflow/tfjs-core';
import type { layers } from '@tensorflow/tfjs-layers';
import type { Formula } from './activation-description.js';
import type { Options } from './formula-description.js';

/**
 * The description of an activation whose layer is a class of its own, which extends `layerOf(formula)`. Registers the class
 * with tfjs.
 *
 * @example
 * export default described(formula, RReLU);
 */
export function described<
  O extends Options,
  P extends string,
  N extends string,
  Layer extends new (
    // biome-ignore lint/suspicious/noExplicitAny: any configuration
    config?: any,
  ) => layers.Layer,
>({ name, title, paper, definition }: Formula<O, P, N>, layer: Layer) {
  tf.serialization.registerClass(layer as never);
  const { variants } = definition;
  return { name, title, paper, layer, definition, ...(variants && { variants }) };
}
