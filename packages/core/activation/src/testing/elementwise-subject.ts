import type * as tf from '@tensorflow/tfjs-core';
import type { layers } from '@tensorflow/tfjs-layers';
import type { ElementwiseCall } from '../elementwise.js';
import { isElementwise } from '../is-elementwise.js';
import { aKey } from './subject.js';

/** What a built layer computes in a call with the noise of the checks; undefined if the layer does not declare it. */
export function callOf(layer: layers.Layer, training: boolean): ElementwiseCall | undefined {
  return isElementwise(layer) ? layer.elementwise({ training, noise: aKey }) : undefined;
}

/** The values of a call's options and of its parameters, clipped; a list if they differ between channels. */
export function numbersOf(call: ElementwiseCall): Record<string, ArrayLike<number>> {
  const { function: of, options, parameters } = call;
  const clipped = (values: tf.Tensor, [low, high]: readonly [number, number]) =>
    Float64Array.from(values.dataSync(), (value) => Math.min(Math.max(value, low), high));
  return {
    ...Object.fromEntries(of.options.map(({ name }, i) => [name, [options[i]!]])),
    ...Object.fromEntries(
      of.parameters.map(({ name }, i) => {
        const { values, clip = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] as const } =
          parameters[i]!;
        return [name, clipped(values, clip)];
      }),
    ),
  };
}
