import { membersOf } from './behaves-like.js';
import type { Layer } from './plan.js';

/** The layers that a layer consists of: those of a model, and the one or two that a wrapper wraps. */
export function layersWithin(layer: Layer): Layer[] {
  const { layers, layer: wrapped, forwardLayer, backwardLayer } = membersOf<Parts>(layer);
  if (layers !== undefined) return [...layers];
  return [wrapped, forwardLayer, backwardLayer].filter((one) => one !== undefined);
}

interface Parts {
  /** Of a model. */
  readonly layers?: readonly Layer[];
  /** Of TimeDistributed. */
  readonly layer?: Layer;
  /** Of Bidirectional. */
  readonly forwardLayer?: Layer;
  readonly backwardLayer?: Layer;
}
