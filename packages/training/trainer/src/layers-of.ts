import { InputError } from '@rectified/errors';
import { everyLayerOf } from '@rectified/layers';
import type * as tfl from '@tensorflow/tfjs-layers';

type Layer = tfl.LayersModel['layers'][number];

/** tfjs layers that draw from `Math.random`, or the same numbers in every step. */
const unseeded = ['Dropout', 'SpatialDropout1D', 'GaussianNoise', 'GaussianDropout', 'AlphaDropout'];

/**
 * All layers of a model, including those of nested models and those that a layer wraps. Throws an InputError for a
 * layer whose noise cannot be seeded, because such a run could be neither repeated nor resumed.
 */
export function layersOf(model: { readonly layers: readonly Layer[] }): Layer[] {
  const layers = everyLayerOf(model);
  const wild = layers.find((layer) => unseeded.includes(layer.getClassName()) || dropsStates(layer));
  if (wild !== undefined)
    throw new InputError({
      what: `the noise of layer ${wild.name} (${wild.getClassName()} of tfjs) cannot be seeded`,
      remedy:
        'Use SeededDropout of @rectified/layers, or your own layer with `noise`, as described by @rectified/random',
    });
  return layers;
}

/** Whether a recurrent layer has its own dropout. */
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
