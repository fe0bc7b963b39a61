import { InputError } from '@rectified/errors';
import * as tf from '@tensorflow/tfjs-core';

/** The gradients that our operations made, by the scope of the backward pass that they belong to. */
const made = new WeakMap<tf.Tensor, number>();

/**
 * Computes gradients in a backward pass of tfjs, and frees what it no longer needs at once: the saved tensors, and those
 * of `dys` that are ours. tfjs keeps all of them until the pass has ended, which takes about twice the memory.
 *
 * The saved tensors are clones that this node of the tape alone has. A `dy` of ours was returned by an operation as the
 * gradient of its only user, and so nobody has it any more; of a `dy` from elsewhere that is not known.
 */
export function inBackwardPass(
  name: string,
  dys: readonly tf.Tensor[],
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
  for (const dy of dys) if (made.get(dy) === activeScope.id) dy.dispose();
  for (const gradient of gradients) made.set(gradient, activeScope.id);
  return gradients;
}

/** What is used of tfjs's engine beside its public interface: the way in which `tf.customGrad` itself is made. */
interface Engine {
  isTapeOn(): boolean;
  runKernelFunc(call: {
    inputs: Record<string, tf.Tensor>;
    forwardFunc: (backend: unknown, save: tf.GradSaveFunc) => tf.Tensor[];
    backwardsFunc: (dy: tf.Tensor | tf.Tensor[], saved: tf.Tensor[]) => Record<string, () => tf.Tensor>;
  }): tf.Tensor[];
}

/**
 * Says how the gradients of `inputs` come from those of `outputs`, which are made already. As `tf.customGrad`, which takes
 * one output. The `saved` tensors are kept until the backward pass; gradients are in the order of the inputs.
 */
export function recordGradients<Outputs extends tf.Tensor[]>(
  inputs: readonly tf.Tensor[],
  outputs: Outputs,
  saved: tf.Tensor[],
  gradientsOf: (dys: tf.Tensor[], saved: tf.Tensor[]) => tf.Tensor[],
): Outputs {
  const engine = tf.engine() as unknown as Engine;
  if (!engine.isTapeOn()) return outputs;
  return engine.runKernelFunc({
    inputs: Object.fromEntries(inputs.entries()),
    forwardFunc: (_, save) => {
      save(saved);
      return outputs;
    },
    backwardsFunc: (dy, saved) => {
      const gradients = gradientsOf([dy].flat(), saved);
      return Object.fromEntries(gradients.map((gradient, i) => [i, () => gradient]));
    },
  }) as Outputs;
}
