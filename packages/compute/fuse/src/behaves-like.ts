import * as tfl from '@tensorflow/tfjs-layers';
import type { Layer } from './plan.js';

type Members = Readonly<Record<string, unknown>>;

/** What tfjs's `apply` and the layers' `call` use beside each other. */
const usual = membersOf(tfl.layers.Layer.prototype as Layer);
const { apply, assertInputCompatibility, invokeCallHook } = usual;

/** A layer's members, those that tfjs protects among them: what its `call` reads is what it does. */
export function membersOf<Of = Members>(layer: Layer): Of {
  return layer as unknown as Of;
}

/** Whether nothing happens when a layer is applied but its `call`: `apply` is tfjs's own, and nobody listens. */
export function isOrdinary(layer: Layer): boolean {
  const members = membersOf(layer);
  return (
    members.apply === apply &&
    members.assertInputCompatibility === assertInputCompatibility &&
    members.invokeCallHook === invokeCallHook &&
    members._callHook == null &&
    members.activityRegularizer == null
  );
}

/**
 * Tells layers that compute what `example` does from all others, by the functions that would run: its `call`, and
 * `helpers` that this calls. The class says too little: another one may inherit the functions, one that extends it have
 * others, and anybody can put a function of their own into one layer, or into a prototype.
 */
export function behavesLike(example: Layer, ...helpers: string[]): (layer: Layer | undefined) => boolean {
  const like = membersOf(example);
  const { call } = like;
  const functions = helpers.map((name) => [name, like[name]] as const);
  return (layer) => {
    if (layer === undefined) return false;
    const members = membersOf(layer);
    if (members.call !== call || !isOrdinary(layer)) return false;
    for (const [name, helper] of functions) if (members[name] !== helper) return false;
    return true;
  };
}
