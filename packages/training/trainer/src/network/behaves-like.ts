import * as tfl from '@tensorflow/tfjs-layers';
import type { Layer } from './plan.js';

type Members = Readonly<Record<string, unknown>>;

/** What tfjs's `apply` calls beside `call`. */
const around = ['apply', 'assertInputCompatibility', 'invokeCallHook'];
const base = membersOf(tfl.layers.Layer.prototype as Layer);
const usual = around.map((name) => base[name]);

/** A layer's members, those that tfjs protects among them: what its `call` reads is what it does. */
export function membersOf<Of = Members>(layer: Layer): Of {
  return layer as unknown as Of;
}

/** Whether nothing happens when a layer is applied but its `call`: `apply` is tfjs's own, and nobody listens. */
export function isOrdinary(layer: Layer): boolean {
  const members = membersOf(layer);
  return (
    around.every((name, at) => members[name] === usual[at]) &&
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
  const names = ['call', ...helpers];
  const functions = names.map((name) => membersOf(example)[name]);
  return (layer) => {
    if (layer === undefined) return false;
    const members = membersOf(layer);
    return names.every((name, at) => members[name] === functions[at]) && isOrdinary(layer);
  };
}
