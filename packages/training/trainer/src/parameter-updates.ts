import { isSelfUpdating, type ParameterUpdate } from '@rectified/activation';
import { checkOptions, finiteNumber, InputError, optional } from '@rectified/errors';
import type * as tfl from '@tensorflow/tfjs-layers';
import { nameOf, type Weight } from './weights.js';

type Layer = tfl.LayersModel['layers'][number];

const factor = optional(finiteNumber({ from: 0 }));

/**
 * The updates that layers declare for their own weights (`SelfUpdating` of `@rectified/activation`). Throws an
 * InputError if a layer names a weight that it doesn't have, or declares something unknown.
 */
export function parameterUpdates(layers: readonly Layer[]): Map<Weight, ParameterUpdate> {
  const updates = new Map<Weight, ParameterUpdate>();
  for (const layer of layers) {
    if (!isSelfUpdating(layer)) continue;
    for (const [name, update] of Object.entries(layer.parameterUpdates)) {
      const weight = layer.weights.find((one) => nameOf(one).split('/').at(-1) === name);
      if (weight === undefined)
        throw new InputError({
          what: `parameterUpdates of layer ${layer.name} (${layer.getClassName()})`,
          expected: `some of its weights: ${layer.weights.map(nameOf).join(', ') || 'it has none'}`,
          got: name,
        });
      const what = `parameterUpdates.${name} of layer ${layer.name}`;
      updates.set(weight, checkOptions(what, update, { rateFactor: factor, decayFactor: factor }));
    }
  }
  return updates;
}
