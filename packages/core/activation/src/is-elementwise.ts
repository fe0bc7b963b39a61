import { describesItsCall } from './describes-its-call.js';
import type { Elementwise } from './elementwise.js';

/**
 * Whether a layer is {@link Elementwise}. An `elementwise` that was inherited by a layer with a `call` of its own is not
 * believed: it describes the `call` of the class that it comes from.
 */
export function isElementwise(layer: unknown): layer is Elementwise {
  return describesItsCall(layer, 'elementwise');
}
