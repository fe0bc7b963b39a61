import { layersWithin } from '@rectified/layers';
import type { Layer, Symbolic } from './layer.js';
import type { Observations } from './observed.js';

/**
 * Tells whether a layer is called exactly once in this graph, nested models included. Only then does it not matter when it is called: a
 * layer that is called several times draws or counts in the order of its calls.
 */
export function calledOnce(
  order: readonly Symbolic[],
  observations: Observations,
): (layer: Layer) => boolean {
  const calls = new Map<Layer, number>();
  const count = (layer: Layer): void => {
    calls.set(layer, (calls.get(layer) ?? 0) + 1);
    layersWithin(observations.of(layer).reading()).forEach(count);
  };
  for (const { sourceLayer } of order) count(sourceLayer);
  return (layer) => calls.get(layer) === 1;
}
