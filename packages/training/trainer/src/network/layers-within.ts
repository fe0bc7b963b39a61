import { membersOf } from './behaves-like.js';
import type { Layer } from './plan.js';

/** Where layers keep others: models, TimeDistributed, Bidirectional. */
const places = ['layers', 'layer', 'forwardLayer', 'backwardLayer'] as const;

/** The layers that a layer consists of: those of a model, and the one or two that a wrapper wraps. */
export function layersWithin(layer: Layer): Layer[] {
  const members = membersOf(layer);
  return places.flatMap((place) => members[place] ?? []).filter(isLayer);
}

function isLayer(value: unknown): value is Layer {
  return typeof value === 'object' && value !== null && 'getClassName' in value && 'inboundNodes' in value;
}
