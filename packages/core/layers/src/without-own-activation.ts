import { callable, checkValue } from '@rectified/errors';
import * as tfl from '@tensorflow/tfjs-layers';

import { layer as anyLayer } from './checks.js';

type Layer = tfl.LayersModel['layers'][number];

/**
 * Does something while the activation that is part of a layer of tfjs, as of a convolution or a dense layer, is the identity: then
 * the layer gives what its activation would be given.
 */
export function withoutOwnActivation<T>(layer: Layer, action: () => T): T {
  checkValue('layer', layer, anyLayer);
  checkValue('what is done without the activation', action, callable());
  const members = layer as unknown as { activation?: unknown };
  const { activation } = members;
  if (activation == null) return action();
  // Named, so that names which tfjs counts are no others than without this.
  members.activation = (
    tfl.layers.dense({ name: 'identity', units: 1 }) as unknown as typeof members
  ).activation;
  try {
    return action();
  } finally {
    members.activation = activation;
  }
}
