import { isRectifying, type NegativeSlope } from '@rectified/activation';
import type { Layer } from './plan.js';

/** A layer with the rectifier that follows it, if one does, and what that does in a pass. */
export function followingRectifier(layer: Layer, next: Layer | undefined) {
  const rectifying = isRectifying(next) ? next : undefined;
  return {
    layers: rectifying === undefined ? [layer] : [layer, next!],
    rectifier: (call: { readonly training: boolean }): NegativeSlope | { kind: 'none' } =>
      rectifying?.rectifier(call) ?? { kind: 'none' },
  };
}
