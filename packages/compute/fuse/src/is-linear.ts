import * as tfl from '@tensorflow/tfjs-layers';
import { type Layer, membersOf } from './layer.js';
import type { Observed } from './observed.js';

/** The part of a layer that has an activation within. */
interface Activated {
  readonly activation: { readonly constructor: unknown; readonly apply: unknown };
}

const { activation: linear } = membersOf<Activated>(tfl.layers.dense({ name: 'linear', units: 1 }));

/** Whether the activation within a layer of tfjs is none. */
export function isLinear(layer: Observed<Layer>): boolean {
  const activation = layer.part('activation');
  return activation.read('constructor') === linear.constructor && activation.read('apply') === linear.apply;
}
