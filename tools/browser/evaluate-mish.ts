import { opOf } from '@rectified/activation';
import * as tf from '@tensorflow/tfjs-core';
import mish from './mish.js';

/** Values and derivatives at some numbers. */
export interface Evaluated {
  readonly values: readonly number[];
  readonly gradients: readonly number[];
}

/** Evaluates the activation of `mish.ts` on tfjs's current backend. */
export async function evaluateMish(numbers: readonly number[]): Promise<Evaluated> {
  const x = tf.tensor1d([...numbers]);
  const op = opOf(mish);
  const { value, grad } = tf.valueAndGrad((at: tf.Tensor) => op(at))(x);
  return { values: [...(await value.data())], gradients: [...(await grad.data())] };
}
