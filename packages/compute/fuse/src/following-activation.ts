import { type Elementwise, type ElementwiseCall, isElementwise } from '@rectified/activation';
import { isOrdinary } from './behaves-like.js';
import type { Layer } from './layer.js';
import type { Observed } from './observed.js';

/** The activation that follows a layer, if one does, and what that does in a pass; null for none. */
export function followingActivation(next: Observed<Layer> | undefined) {
  const activation = next !== undefined && isActivation(next) ? next : undefined;
  const layer = activation?.object as Elementwise | undefined;
  return {
    layers: activation === undefined ? [] : [activation],
    activation: (call: { readonly training: boolean }): ElementwiseCall | null =>
      layer?.elementwise(call) ?? null,
  };
}

/** Whether a layer is a function of every element and nothing else. */
export function isActivation(layer: Observed<Layer>): boolean {
  // These two functions are what it is known by.
  layer.read('elementwise');
  layer.read('call');
  return isElementwise(layer.object) && isOrdinary(layer);
}
