import type { Activation } from '@rectified/activation';
import { activations } from '@rectified/activations';
import * as tf from '@tensorflow/tfjs-core';
import type { Evaluated } from './evaluate-mish.js';

/** Value and derivative of one of our activations, computed by its layer in inference, on tfjs's current backend. */
export async function evaluateActivation(
  name: string,
  variant: string,
  numbers: readonly number[],
): Promise<Evaluated> {
  const known: Readonly<Record<string, Activation>> = activations;
  const { layer: Layer, variants } = known[name]!;
  const layer = new Layer(variants?.[variant]?.config);
  const x = tf.tensor2d([...numbers], [numbers.length, 1]);
  const { value, grad } = tf.valueAndGrad(
    (at: tf.Tensor) => layer.apply(at, { training: false }) as tf.Tensor,
  )(x);
  const evaluated = { values: [...(await value.data())], gradients: [...(await grad.data())] };
  tf.dispose([x, value, grad]);
  layer.dispose();
  return evaluated;
}
