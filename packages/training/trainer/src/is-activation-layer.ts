import { isElementwise } from '@rectified/activation';
import * as tfl from '@tensorflow/tfjs-layers';

type Layer = tfl.LayersModel['layers'][number];

const ofTfjs = ['Activation', 'ReLU', 'LeakyReLU', 'PReLU', 'ELU', 'ThresholdedReLU', 'Softmax'];

/** tfjs names its layers' functions as their classes, but for capital letters. */
const otherOfTfjs: ReadonlySet<string> = new Set(Object.keys(tfl.layers).map((name) => name.toLowerCase()));

/**
 * Whether a layer is an activation, as far as can be told: one that says its formula, one of tfjs's, or a class of somebody's own that is
 * neither a model nor one of Rectified's other layers, and learns no kernel. Of such a class it must be seen that it keeps the shape.
 */
export function isActivationLayer(layer: Layer): boolean {
  const name = layer.getClassName();
  if (isElementwise(layer) || ofTfjs.includes(name)) return true;
  const own = !otherOfTfjs.has(name.toLowerCase()) && !name.startsWith('Rectified') && !('layers' in layer);
  return own && !layer.weights.some(({ originalName }) => originalName.endsWith('/kernel'));
}
