import { InputError } from '@rectified/errors';
import { layersWithin } from '@rectified/layers';
import type * as tfl from '@tensorflow/tfjs-layers';

type Layer = tfl.LayersModel['layers'][number];

/** tfjs layers that draw from `Math.random`, or the same numbers in every step. */
const unseeded = ['Dropout', 'SpatialDropout1D', 'GaussianNoise', 'GaussianDropout', 'AlphaDropout'];

/**
 * All layers of a model, those of models within it and those that a layer wraps among them. Throws an InputError for a
 * layer whose noise cannot be seeded, since such a run could be neither repeated nor resumed.
 */
export function layersOf(model: { readonly layers: readonly Layer[] }): Layer[] {
  const layers = model.layers.flatMap(withParts);
  const wild = layers.find((layer) => unseeded.includes(layer.getClassName()) || dropsStates(layer));
  if (wild !== undefined)
    throw new InputError({
      what: `the noise of layer ${wild.name} (${wild.getClassName()} of tfjs) cannot be seeded`,
      remedy:
        'Use SeededDropout of @rectified/layers, or a layer of your own with `noise` as @rectified/random describes it',
    });
  return layers;
}

/** A model within a model is nothing but its layers. */
function withParts(layer: Layer): Layer[] {
  const parts = layersWithin(layer).flatMap(withParts);
  return 'layers' in layer && parts.length > 0 ? parts : [layer, ...parts];
}

/** Whether a recurrent layer has dropout of its own. */
function dropsStates(layer: Layer): boolean {
  const { cell } = layer as unknown as { cell?: Cell };
  const cells = cell?.cells ?? [cell];
  return cells.some((one) => (one?.dropout ?? 0) > 0 || (one?.recurrentDropout ?? 0) > 0);
}

interface Cell {
  /** The cells of a stacked cell. */
  readonly cells?: readonly Cell[];
  readonly dropout?: number;
  readonly recurrentDropout?: number;
}
