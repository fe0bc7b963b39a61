import { isRectifying, type NegativeSlope, type Rectifying } from '@rectified/activation';
import { isOrdinary } from './behaves-like.js';
import type { Layer } from './layer.js';
import type { Observed } from './observed.js';

/** The rectifier that follows a layer, if one does, and what that does in a pass. */
export function followingRectifier(next: Observed<Layer> | undefined) {
  const rectifying = next !== undefined && isRectifier(next) ? next : undefined;
  const layer = rectifying?.object as Rectifying | undefined;
  return {
    layers: rectifying === undefined ? [] : [rectifying],
    rectifier: (call: { readonly training: boolean }): NegativeSlope | { kind: 'none' } =>
      layer?.rectifier(call) ?? { kind: 'none' },
  };
}

/** Whether a layer is a rectifier and nothing else. */
export function isRectifier(layer: Observed<Layer>): boolean {
  // These two functions are what it is known by.
  layer.read('rectifier');
  layer.read('call');
  return isRectifying(layer.object) && isOrdinary(layer);
}
