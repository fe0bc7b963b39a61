import { InputError } from '@rectified/errors';
import * as tf from '@tensorflow/tfjs-core';
import { type Activation, checkActivation, kernelActivation, parametersOf } from './activation.js';
import { runKernel } from './kernel.js';
import { withActivation } from './with-activation.js';
import { withGradients } from './with-gradients.js';

/**
 * A sum of tensors and a function of every element as one operation, with its gradient, as at the end of a residual block.
 *
 *     y = activation(a + b + ...)
 *
 * The addends are float32 of one shape, of any rank, with elements; the last dimension is that of channels. They are added in their order.
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
  for (const { shape, dtype, size } of addends)
    if (dtype !== 'float32' || size === 0 || !tf.util.arraysEqual(shape, first.shape))
      throw new InputError({
        what: 'addend of a sum',
        expected: `float32 [${first.shape}] with elements`,
        got: `${dtype} [${shape}]`,
      });
  checkActivation(activation, first.shape.at(-1) ?? 0);
  const sum = () => addends.slice(1).reduce((sum, addend) => tf.add(sum, addend), tf.clone(first));
  return tf.tidy(
    () =>
      withActivation('rectifiedSum', activation, {
        fused: (activation) => ({ y: fused(addends, activation) }),
        composed: () => ({ y: sum() }),
      }).y,
  );
}

function fused<T extends tf.Tensor>(addends: readonly T[], activation: Activation): T {
  const parameters = parametersOf([activation]);
  const inputs = [...addends, ...parameters];
  const attributes = { count: addends.length, activation: kernelActivation([activation]) };
  const [y] = withGradients({
    name: 'rectifiedSum',
    inputs,
    forward: (keep) => {
      const [y, kept] = runKernel('RectifiedSum', inputs, { ...attributes, keep }) as [T, tf.Tensor];
      return { outputs: [y], saved: [y, kept, ...parameters] };
    },
    backward: (dys, [y, kept, ...parameters]) => {
      const [dsum, ...own] = runKernel(
        'RectifiedSumGrad',
        [y!, kept!, ...dys, ...parameters],
        attributes,
      ) as [tf.Tensor, ...tf.Tensor[]];
      // Each of the addends has one of its own, because each is disposed of when it has been used.
      return [...addends.map((_, at) => (at === 0 ? dsum : dsum.clone())), ...own];
    },
  });
  return y as T;
}
