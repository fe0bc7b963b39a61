import { checkValue, having } from '@rectified/errors';
import type * as tfl from '@tensorflow/tfjs-layers';

type Layer = tfl.LayersModel['layers'][number];

/** Where layers keep others: models, TimeDistributed, Bidirectional. */
const places = ['layers', 'layer', 'forwardLayer', 'backwardLayer'] as const;

/** The layers inside a layer: those of a model, or the one or two that a wrapper wraps. */
export function layersWithin(layer: Layer): Layer[] {
  checkValue('layer', layer, having('a layer or a model of tfjs', 'getClassName'));
  const members = layer as unknown as Readonly<Record<string, unknown>>;
  return places.flatMap((place) => members[place] ?? []).filter(isLayer);
}

function isLayer(value: unknown): value is Layer {
  return typeof value === 'object' && value !== null && 'getClassName' in value && 'inboundNodes' in value;
}
