import { InputError } from '@rectified/errors';
import type { Activation } from '@rectified/kernels';
import * as tf from '@tensorflow/tfjs-core';
import { inBackwardPass, recordGradients } from './backward-pass.js';
import { elementwiseInputs, listAttributes, seedTensors } from './elementwise.js';
import { runOperation } from './tensorflow-op.js';

/**
 * A sum of tensors and a function of every element as one operation, with its gradient, as at the end of a residual block.
 *
 *     y = activation(a + b + ...)
 *
 * The addends are float32 of one shape, of any rank; the last dimension is that of channels. They are added in their order.
 * For the gradient, which is the same for all of them, `y` is kept, and the sum only where `y` does not say what is needed
 * of it.
 *
 * @example
 * const y = rectifiedSum([convolved, shortcut], new ReLU().elementwise({ training: true }));
 */
export function rectifiedSum<T extends tf.Tensor>(addends: readonly T[], activation: Activation): T {
  const [first] = addends;
  if (first === undefined)
    throw new InputError({ what: 'addends of a sum', expected: 'at least one', got: 'none' });
  const channels = first.shape.at(-1) ?? 0;
  for (const { shape, dtype, size } of addends)
    if (dtype !== 'float32' || size === 0 || !tf.util.arraysEqual(shape, first.shape))
      throw new InputError({
        what: 'addend of a sum',
        expected: `float32 [${first.shape}] with elements`,
        got: `${dtype} [${shape}]`,
      });

  return tf.tidy(() => {
    const call = elementwiseInputs(activation, channels);
    const inputs = [...addends, ...call.parameters];
    const attributes = { ...call.attributes, ...listAttributes([call]) };
    const [y, kept] = runOperation(
      'RectifiedSum',
      { ...attributes, count: { int: addends.length }, keep: tf.engine().isTapeOn() },
      [...inputs, ...seedTensors([call])],
      2,
    ) as [T, tf.Tensor];
    const gradients = (dys: tf.Tensor[], saved: tf.Tensor[]) =>
      inBackwardPass({ name: 'rectifiedSum', inputs, outputs: [y] }, dys, saved, () => {
        const [output, keptInput, ...parameters] = saved as [tf.Tensor, tf.Tensor, ...tf.Tensor[]];
        const [dsum, ...own] = runOperation(
          'RectifiedSumGrad',
          attributes,
          [output, keptInput, ...dys, ...parameters, ...seedTensors([call])],
          1 + call.parameters.length,
        ) as [tf.Tensor, ...tf.Tensor[]];
        // Each of the addends has one of its own, because each is disposed of when it has been used.
        return [
          ...addends.map((_, at) => (at === 0 ? dsum : dsum.clone())),
          ...own.map((gradient, at) => tf.reshape(gradient, call.parameters[at]!.shape)),
        ];
      });
    return call.after(recordGradients(inputs, [y], [y, kept, ...call.parameters], gradients)[0]!) as T;
  });
}
