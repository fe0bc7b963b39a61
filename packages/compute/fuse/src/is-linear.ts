import * as tfl from '@tensorflow/tfjs-layers';
import { membersOf } from './behaves-like.js';
import type { Layer } from './plan.js';

/** The part of a layer that has an activation within. */
interface Activated {
  readonly activation: { readonly constructor: unknown; readonly apply: unknown };
}

const { activation: linear } = membersOf<Activated>(tfl.layers.dense({ name: 'linear', units: 1 }));

/** Whether the activation within a layer of tfjs is none. */
export function isLinear(layer: Layer): boolean {
  const { activation } = membersOf<Activated>(layer);
  return activation.constructor === linear.constructor && activation.apply === linear.apply;
}
