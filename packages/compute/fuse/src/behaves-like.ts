import * as tfl from '@tensorflow/tfjs-layers';
import { type Layer, membersOf } from './layer.js';
import type { Observed } from './observed.js';

/** What tfjs's `apply` and the layers' `call` use beside each other. */
const usual = membersOf(tfl.layers.Layer.prototype as Layer);
const { apply, assertInputCompatibility, invokeCallHook } = usual;

/** Whether nothing happens when a layer is applied but its `call`: `apply` is tfjs's own, and nobody listens. */
export function isOrdinary(layer: Pick<Observed, 'read'>): boolean {
  return (
    layer.read('apply') === apply &&
    layer.read('assertInputCompatibility') === assertInputCompatibility &&
    layer.read('invokeCallHook') === invokeCallHook &&
    layer.read('_callHook') == null &&
    layer.read('activityRegularizer') == null
  );
}

/**
 * Tells layers that compute what `example` does from all others, by the functions that would run: its `call`, and
 * `helpers` that this calls. The class says too little: another one may inherit the functions, one that extends it have
 * others, and anybody can put a function of their own into one layer, or into a prototype.
 */
export function behavesLike(example: Layer, ...helpers: string[]): (layer: Observed | undefined) => boolean {
  const like = membersOf(example);
  const { call } = like;
  const functions = helpers.map((name) => [name, like[name]] as const);
  return (layer) => {
    if (layer === undefined || layer.read('call') !== call || !isOrdinary(layer)) return false;
    for (const [name, helper] of functions) if (layer.read(name) !== helper) return false;
    return true;
  };
}
