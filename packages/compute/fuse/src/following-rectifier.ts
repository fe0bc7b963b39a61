import { isRectifying, type NegativeSlope } from '@rectified/activation';
import { isOrdinary } from './behaves-like.js';
import type { Layer } from './plan.js';

/** The rectifier that follows a layer, if one does, and what that does in a pass. */
export function followingRectifier(next: Layer | undefined) {
  const rectifying = next !== undefined && isRectifying(next) && isOrdinary(next) ? next : undefined;
  return {
    layers: rectifying === undefined ? [] : [rectifying],
    rectifier: (call: { readonly training: boolean }): NegativeSlope | { kind: 'none' } =>
      rectifying?.rectifier(call) ?? { kind: 'none' },
  };
}
