import { callable, checkValue } from '@rectified/errors';
import * as tfl from '@tensorflow/tfjs-layers';

import { layer as anyLayer } from './checks.js';

type Layer = tfl.LayersModel['layers'][number];

/**
 * Runs an action while the built-in activation of a tfjs layer, such as a convolution or dense layer, is the identity, so
 * that the layer outputs what its activation would receive.
 */
export function withoutOwnActivation<T>(layer: Layer, action: () => T): T {
  checkValue('layer', layer, anyLayer);
  checkValue('what is done without the activation', action, callable());
  const members = layer as unknown as { activation?: unknown };
  const { activation } = members;
  if (activation == null) return action();
  // It has a name so that names which tfjs counts stay the same.
  members.activation = (
    tfl.layers.dense({ name: 'identity', units: 1 }) as unknown as typeof members
  ).activation;
  try {
    return action();
  } finally {
    members.activation = activation;
  }
}
