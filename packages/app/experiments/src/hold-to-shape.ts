import { changesChannels, isElementwise } from '@rectified/activation';
import { InputError } from '@rectified/errors';
import * as tf from '@tensorflow/tfjs-core';
import type { layers } from '@tensorflow/tfjs-layers';

/**
 * Makes an activation's layer compare its output with its input at every call, and returns the layer: one that
 * worked when it was tried may later return another shape, with which the rest of a network either cannot compute, or
 * silently computes nonsense. It then throws an `InputError` about its file.
 *
 * An elementwise function cannot change the shape, so its layer is left as it is: a replaced `call`
 * would not be the one that `elementwise` describes, and would not be fused.
 */
export function holdToShape<Layer extends layers.Layer>(layer: Layer, file: string): Layer {
  if (isElementwise(layer)) return layer;
  const call = layer.call.bind(layer);
  layer.call = (inputs, kwargs) => {
    const outputs = call(inputs, kwargs);
    const [x, y] = [alone(inputs), alone(outputs)];
    checkShape('its output', y, { file, shape: outputShape(layer, x.shape), input: x.shape });
    return outputs;
  };
  return layer;
}

/** The shape of its input, except for a layer that declares that it changes the number of channels. */
export function outputShape(layer: layers.Layer, shape: readonly number[]): readonly number[] {
  return changesChannels(layer) ? (layer.computeOutputShape([...shape]) as number[]) : shape;
}

/** tfjs passes lists with one element. */
const alone = (tensors: tf.Tensor | tf.Tensor[]) =>
  Array.isArray(tensors) && tensors.length === 1 ? tensors[0]! : (tensors as tf.Tensor);

/** Throws an `InputError` unless an activation's result is a float32 tensor of this shape. */
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
    what: `${what} is wrong for an input of shape [${input}]`,
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
