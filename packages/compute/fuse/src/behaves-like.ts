import * as tfl from '@tensorflow/tfjs-layers';
import { type Layer, membersOf } from './layer.js';
import type { Observed } from './observed.js';

/** What tfjs's `apply` and the layers' `call` use. */
const usual = membersOf(tfl.layers.Layer.prototype as Layer);
const { apply, assertInputCompatibility, invokeCallHook } = usual;

/** Whether applying a layer does nothing except its `call`: `apply` is tfjs's own, and there is no listener. */
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
 * Distinguishes layers that compute what `example` does from all others, by the functions that would run: its `call`, and
 * the `helpers` that it calls. The class is not enough: another one may inherit the functions, a subclass may have
 * others, and anyone can put their own function into a layer or a prototype.
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
