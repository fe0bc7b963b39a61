import { isSelfUpdating, type ParameterUpdate } from '@rectified/activation';
import { InputError, unknownName } from '@rectified/errors';
import type * as tfl from '@tensorflow/tfjs-layers';
import { nameOf, type Weight } from './weights.js';

type Layer = tfl.LayersModel['layers'][number];

const factors = ['rateFactor', 'decayFactor'] as const;

/**
 * How the weights of layers that say it themselves (`SelfUpdating` of `@rectified/activation`) are updated. Throws an
 * InputError where a layer speaks of a weight that it doesn't have, or says what no trainer understands.
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
      updates.set(weight, checked(update, `parameterUpdates.${name} of layer ${layer.name}`));
    }
  }
  return updates;
}

function checked(update: ParameterUpdate, what: string): ParameterUpdate {
  for (const [key, value] of Object.entries(update)) {
    if (!factors.some((known) => known === key)) throw unknownName(`key of ${what}`, key, [...factors]);
    if (value !== undefined && !(typeof value === 'number' && value >= 0 && value < Number.POSITIVE_INFINITY))
      throw new InputError({
        what: `${what}.${key}`,
        expected: 'a number of at least 0',
        got: String(value),
      });
  }
  return update;
}
