import { type ElementwiseCall, isElementwise } from '@rectified/activation';
import { isOrdinary } from './behaves-like.js';
import type { Layer } from './plan.js';

/** The activation that follows a layer, if one does, and what that does in a pass; null for none. */
export function followingActivation(next: Layer | undefined) {
  const elementwise = next !== undefined && isElementwise(next) && isOrdinary(next) ? next : undefined;
  return {
    layers: elementwise === undefined ? [] : [elementwise],
    activation: (call: { readonly training: boolean }): ElementwiseCall | null =>
      elementwise?.elementwise(call) ?? null,
  };
}
