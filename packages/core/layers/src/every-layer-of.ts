import type * as tfl from '@tensorflow/tfjs-layers';
import { layersWithin } from './layers-within.js';

type Layer = tfl.LayersModel['layers'][number];

/**
 * All layers of a model, those of models within it and those that a layer wraps among them. A model within the model is nothing
 * but its layers.
 */
export function everyLayerOf({ layers }: { readonly layers: readonly Layer[] }): Layer[] {
  return [...new Set(layers.flatMap(withParts))];
}

function withParts(layer: Layer): Layer[] {
  const parts = layersWithin(layer).flatMap(withParts);
  return 'layers' in layer && parts.length > 0 ? parts : [layer, ...parts];
}
