import type { Rectifier } from '@rectified/native';
import * as tfl from '@tensorflow/tfjs-layers';
import { type Layer, membersOf } from './layer.js';
import type { Observed } from './observed.js';

/** The part of a layer of tfjs that has an activation within. */
interface Activated {
  readonly activation: { readonly constructor: unknown; readonly apply: unknown };
}

const known = (['linear', 'relu'] as const).map((activation) => ({
  like: membersOf<Activated>(tfl.layers.activation({ name: activation, activation })).activation,
  rectifier: (activation === 'linear'
    ? { kind: 'none' }
    : { kind: 'fixed', slope: 0 }) satisfies Rectifier as Rectifier,
}));

/** The activation within a layer of tfjs as a rectifier: none, or ReLU; undefined if it is another one. */
export function activationWithin(layer: Observed<Layer>): Rectifier | undefined {
  const activation = layer.part('activation');
  return known.find(
    ({ like }) =>
      activation.read('constructor') === like.constructor && activation.read('apply') === like.apply,
  )?.rectifier;
}
