import type { Layer } from './layer.js';
import type { Observed } from './observed.js';
import { type RectifierInPass, rectifierOf } from './rectifier-of.js';

/** The rectifier that follows a layer of so many channels, if one does, and what that does in a pass. */
export function followingRectifier(
  next: Observed<Layer> | undefined,
  channels: number,
): { readonly layers: readonly Observed<Layer>[]; readonly rectifier: RectifierInPass } {
  const rectifier = next && rectifierOf(next, channels);
  return rectifier ? { layers: [next], rectifier } : { layers: [], rectifier: () => ({ kind: 'none' }) };
}
