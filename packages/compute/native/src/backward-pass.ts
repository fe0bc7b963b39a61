import { InputError } from '@rectified/errors';
import * as tf from '@tensorflow/tfjs-core';

/** The gradients that our operations made: in which scope of a backward pass, and of which tensor. */
const made = new WeakMap<tf.Tensor, { readonly scope: number; readonly of: number }>();

/** An operation as it was run in the forward pass. */
export interface Recorded {
  /** The operation's name in messages. */
  readonly name: string;
  /** The inputs, in the order of the gradients. */
  readonly inputs: readonly tf.Tensor[];
  /** The outputs, in the order of the `dys`. */
  readonly outputs: readonly tf.Tensor[];
}

/**
 * Computes gradients in a backward pass of tfjs, and frees what it no longer needs at once: the saved tensors, and those
 * of `dys` that are ours. tfjs keeps all of them until the pass has ended, which takes about twice the memory.
 *
 * The saved tensors are clones that this node of the tape alone has. A `dy` that an operation of ours returned as the
 * gradient of just this output had this one user, and so nobody has it any more; of a `dy` from elsewhere that is not
 * known, nor of one that somebody's gradient function passed on.
 */
export function inBackwardPass(
  { name, inputs, outputs }: Recorded,
  dys: readonly tf.Tensor[],
  saved: tf.Tensor[],
  compute: () => tf.Tensor[],
): tf.Tensor[] {
  const { activeScope, gradientDepth } = tf.engine().state;
  if (gradientDepth > 0)
    throw new InputError({
      what: `a gradient of ${name} inside another gradient`,
      remedy: 'Use ordinary operations for second derivatives',
    });
  const gradients = compute();
  for (const tensor of saved) tensor.dispose();
  dys.forEach((dy, at) => {
    const origin = made.get(dy);
    if (origin?.scope === activeScope.id && origin.of === outputs[at]!.id) dy.dispose();
  });
  gradients.forEach((gradient, at) => {
    made.set(gradient, { scope: activeScope.id, of: inputs[at]!.id });
  });
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
