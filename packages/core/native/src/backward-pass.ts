import { InputError } from '@rectified/errors';
import * as tf from '@tensorflow/tfjs-core';

/** The gradients that our operations made, by the scope of the backward pass that they belong to. */
const made = new WeakMap<tf.Tensor, number>();

/**
 * Computes gradients in a backward pass of tfjs, and frees what it no longer needs at once: the saved tensors, and `dy`
 * if it is one of ours. tfjs keeps all of them until the pass has ended, which takes about twice the memory.
 *
 * The saved tensors are clones that this node of the tape alone has. `dy` was returned by one of our operations as the
 * gradient of its only user, and so nobody has it any more; of a `dy` from elsewhere that is not known.
 */
export function inBackwardPass(
  name: string,
  dy: tf.Tensor,
  saved: tf.Tensor[],
  compute: () => tf.Tensor[],
): tf.Tensor[] {
  const { activeScope, gradientDepth } = tf.engine().state;
  if (gradientDepth > 0)
    throw new InputError({
      what: `a gradient of ${name} inside another gradient`,
      remedy: 'Take ordinary operations for second derivatives',
    });
  const gradients = compute();
  for (const tensor of saved) tensor.dispose();
  if (made.get(dy) === activeScope.id) dy.dispose();
  for (const gradient of gradients) made.set(gradient, activeScope.id);
  return gradients;
}
