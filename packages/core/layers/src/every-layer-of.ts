import { type Check, checkValue } from '@rectified/errors';
import type * as tfl from '@tensorflow/tfjs-layers';
import { layersWithin } from './layers-within.js';

type Layer = tfl.LayersModel['layers'][number];

const hasLayers: Check = {
  expected: 'a model of tfjs-layers',
  fits: (value) => Array.isArray((value as { layers?: unknown } | null | undefined)?.layers),
};

/**
 * All layers of a model, including those of nested models and those that a layer wraps. A nested model is represented only by
 * its layers.
 */
export function everyLayerOf(model: { readonly layers: readonly Layer[] }): Layer[] {
  const { layers } = checkValue('model', model, hasLayers);
  return [...new Set(layers.flatMap(withParts))];
}

function withParts(layer: Layer): Layer[] {
  const parts = layersWithin(layer).flatMap(withParts);
  return 'layers' in layer && parts.length > 0 ? parts : [layer, ...parts];
}
