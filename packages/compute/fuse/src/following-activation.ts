import { type ActivationInPass, activationOf } from './activation-of.js';
import type { Layer } from './layer.js';
import type { Observed } from './observed.js';

/** The activation that follows a layer of so many channels, if one does, and what that does in a pass. */
export function followingActivation(
  next: Observed<Layer> | undefined,
  channels: number,
): { readonly layers: readonly Observed<Layer>[]; readonly activation: ActivationInPass } {
  const activation = next && activationOf(next, channels);
  return activation ? { layers: [next], activation } : { layers: [], activation: () => null };
}
