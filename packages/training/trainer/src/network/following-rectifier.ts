import { isRectifying, type NegativeSlope } from '@rectified/activation';
import type { Layer } from './plan.js';

/** The rectifier that follows a layer, if one does, and what that does in a pass. */
export function followingRectifier(next: Layer | undefined) {
  const rectifying = isRectifying(next) ? next : undefined;
  return {
    layers: rectifying === undefined ? [] : [next!],
    rectifier: (call: { readonly training: boolean }): NegativeSlope | { kind: 'none' } =>
      rectifying?.rectifier(call) ?? { kind: 'none' },
  };
}
