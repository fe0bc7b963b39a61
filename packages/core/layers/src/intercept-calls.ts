import { callable, checkValue, listOf } from '@rectified/errors';
import type * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';

import { layer } from './checks.js';

type Layer = tfl.LayersModel['layers'][number];
type Tensors = tf.Tensor | tf.Tensor[];

/**
 * Runs an action while every call of these layers goes through `intercept`, which may call the original layer any number of
 * times. Models must be applied unfused meanwhile, because fused layers are not called.
 */
export function interceptCalls<T>(
  layers: readonly Layer[],
  intercept: (layer: Layer, call: () => Tensors, inputs: Tensors) => Tensors,
  action: () => T,
): T {
  checkValue('layers', layers, listOf(layer, 'a list of layers of tfjs'));
  for (const each of [intercept, action])
    checkValue('what is done with the calls of layers', each, callable());
  const own = layers.map((layer) => Object.getOwnPropertyDescriptor(layer, 'call'));
  for (const layer of layers) {
    const call = layer.call.bind(layer);
    layer.call = (inputs, kwargs) => intercept(layer, () => call(inputs, kwargs), inputs);
  }
  try {
    return action();
  } finally {
    layers.forEach((layer, at) => {
      if (own[at]) Object.defineProperty(layer, 'call', own[at]);
      else Reflect.deleteProperty(layer, 'call');
    });
  }
}
