import { changesChannels, isElementwise } from '@rectified/activation';
import { InputError } from '@rectified/errors';
import * as tf from '@tensorflow/tfjs-core';
import type { layers } from '@tensorflow/tfjs-layers';

/**
 * Has the output of an activation's layer compared with its input at every call, and returns the layer: one that was
 * well when it was tried may give another shape later, which the rest of a network either cannot compute with, or does
 * without a word. Throws an `InputError` about its file then.
 *
 * A function of every element cannot change its shape, and is left as it is: a `call` put in the place of the layer's own
 * is not the one that `elementwise` describes, and would not be fused.
 */
export function holdToShape<Layer extends layers.Layer>(layer: Layer, file: string): Layer {
  if (isElementwise(layer)) return layer;
  const call = layer.call.bind(layer);
  layer.call = (inputs, kwargs) => {
    const outputs = call(inputs, kwargs);
    const [x, y] = [alone(inputs), alone(outputs)];
    checkShape('gives', y, { file, shape: outputShape(layer, x.shape), input: x.shape });
    return outputs;
  };
  return layer;
}

/** As its input's, but for a layer that changes the number of channels and says so. */
export function outputShape(layer: layers.Layer, shape: readonly number[]): readonly number[] {
  return changesChannels(layer) ? (layer.computeOutputShape([...shape]) as number[]) : shape;
}

/** tfjs passes lists of one. */
const alone = (tensors: tf.Tensor | tf.Tensor[]) =>
  Array.isArray(tensors) && tensors.length === 1 ? tensors[0]! : (tensors as tf.Tensor);

/** Throws an `InputError` unless what an activation computed is a float32 tensor of this shape. */
export function checkShape(
  what: string,
  y: unknown,
  {
    file,
    shape,
    input = shape,
  }: { readonly file: string; readonly shape: readonly number[]; readonly input?: readonly number[] },
): void {
  const [expected, got] = difference(y, shape) ?? [];
  if (expected === undefined) return;
  throw new InputError({
    what: `${what} something else for an input of shape [${input}]`,
    file,
    expected,
    got,
  });
}

function difference(y: unknown, shape: readonly number[]): [expected: string, got: string] | undefined {
  if (!(y instanceof tf.Tensor)) return ['a tensor', Array.isArray(y) ? 'a list' : typeof y];
  if (y.shape.join() !== shape.join()) return ['the same shape', `[${y.shape}]`];
  return y.dtype === 'float32' ? undefined : ['float32', y.dtype];
}
