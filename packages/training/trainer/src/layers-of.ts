import { InputError } from '@rectified/errors';
import type * as tfl from '@tensorflow/tfjs-layers';

type Layer = tfl.LayersModel['layers'][number];

/** tfjs layers that draw from `Math.random`, or the same numbers in every step. */
const unseeded = ['Dropout', 'SpatialDropout1D', 'GaussianNoise', 'GaussianDropout', 'AlphaDropout'];

/**
 * All layers of a model, those of models within it among them. Throws an InputError for a layer whose noise cannot be
 * seeded, since such a run could be neither repeated nor resumed.
 */
export function layersOf(model: { readonly layers: readonly Layer[] }): Layer[] {
  const layers = model.layers.flatMap((layer) =>
    'layers' in layer ? layersOf(layer as unknown as tfl.LayersModel) : [layer],
  );
  const wild = layers.find((layer) => unseeded.includes(layer.getClassName()));
  if (wild !== undefined)
    throw new InputError({
      what: `the noise of layer ${wild.name} (${wild.getClassName()} of tfjs) cannot be seeded`,
      remedy:
        'Use SeededDropout of @rectified/layers, or a layer of your own with `noise` as @rectified/random describes it',
    });
  return layers;
}
