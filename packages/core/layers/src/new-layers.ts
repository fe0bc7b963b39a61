import { checkValue, InputError } from '@rectified/errors';
import type { layers } from '@tensorflow/tfjs-layers';
import { layer as anyLayer } from './checks.js';

/**
 * What makes a network's activations: `activation`, whose layers are checked. It throws an `InputError` for what is no layer, and
 * for one that came before: a layer in two places would be one layer.
 */
export function newLayers(activation: () => layers.Layer): () => layers.Layer {
  const made = new Set<layers.Layer>();
  return () => {
    const layer = checkValue('what activation() gave', activation(), anyLayer);
    if (made.has(layer))
      throw new InputError({
        what: 'activation() gave the same layer twice',
        expected: 'a new layer every time',
      });
    made.add(layer);
    return layer;
  };
}
