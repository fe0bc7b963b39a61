import type { ElementwiseCall } from '@rectified/activation';
import * as tfl from '@tensorflow/tfjs-layers';
import { type Layer, membersOf } from './layer.js';
import type { Observed } from './observed.js';
import { relu } from './tfjs-activations.js';

/** The part of a layer of tfjs that has an activation within. */
interface Activated {
  readonly activation: { readonly constructor: unknown; readonly apply: unknown };
}

const known = (['linear', 'relu'] as const).map((activation) => ({
  like: membersOf<Activated>(tfl.layers.activation({ name: activation, activation })).activation,
  call: activation === 'linear' ? null : relu,
}));

/** The activation within a layer of tfjs: null for none; undefined if no kernel has it. */
export function activationWithin(layer: Observed<Layer>): ElementwiseCall | null | undefined {
  const activation = layer.part('activation');
  return known.find(
    ({ like }) =>
      activation.read('constructor') === like.constructor && activation.read('apply') === like.apply,
  )?.call;
}
