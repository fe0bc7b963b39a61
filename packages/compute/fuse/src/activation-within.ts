import type { ElementwiseCall } from '@rectified/activation';
import * as tfl from '@tensorflow/tfjs-layers';
import { type Layer, membersOf } from './layer.js';
import type { Observed } from './observed.js';
import { relu } from './tfjs-activations.js';

/** The part of a tfjs layer with an `activation` option. */
interface Activated {
  readonly activation: { readonly constructor: unknown; readonly apply: unknown };
}

const known = (['linear', 'relu'] as const).map((activation) => ({
  like: membersOf<Activated>(tfl.layers.activation({ name: activation, activation })).activation,
  call: activation === 'linear' ? null : relu,
}));

/** The activation that a tfjs layer applies itself: null for none; undefined if kernels cannot compute it. */
export function activationWithin(layer: Observed<Layer>): ElementwiseCall | null | undefined {
  const activation = layer.part('activation');
  return known.find(
    ({ like }) =>
      activation.read('constructor') === like.constructor && activation.read('apply') === like.apply,
  )?.call;
}
