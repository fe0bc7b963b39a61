import { isElementwise } from '@rectified/activation';
import * as tfl from '@tensorflow/tfjs-layers';

type Layer = tfl.LayersModel['layers'][number];

const ofTfjs = ['Activation', 'ReLU', 'LeakyReLU', 'PReLU', 'ELU', 'ThresholdedReLU', 'Softmax'];

/** tfjs names its layers' functions like their classes, except for capital letters. */
const otherOfTfjs: ReadonlySet<string> = new Set(Object.keys(tfl.layers).map((name) => name.toLowerCase()));

/**
 * Whether a layer is an activation, as far as can be known: one that declares its formula, one of tfjs's, or a class from elsewhere that is
 * neither a model nor another layer of Rectified, and has no kernel. Whether such a class keeps the shape must be checked separately.
 */
export function isActivationLayer(layer: Layer): boolean {
  const name = layer.getClassName();
  if (isElementwise(layer) || ofTfjs.includes(name)) return true;
  const own = !otherOfTfjs.has(name.toLowerCase()) && !name.startsWith('Rectified') && !('layers' in layer);
  return own && !layer.weights.some(({ originalName }) => originalName.endsWith('/kernel'));
}
