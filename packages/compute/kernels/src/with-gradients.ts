import { InputError } from '@rectified/errors';
import * as tf from '@tensorflow/tfjs-core';

/** An operation with its gradients. */
export interface Differentiable {
  /** For messages. */
  readonly name: string;
  /** What gradients are wanted of: all else is a constant to tfjs. */
  readonly inputs: readonly tf.Tensor[];
  /** Computes the outputs. If the gradients are `wanted`, what is in `saved` is kept for them. */
  readonly forward: (wanted: boolean) => {
    readonly outputs: tf.Tensor[];
    readonly saved: readonly tf.Tensor[];
  };
  /** The gradients in the order of the inputs, of those of the outputs. */
  readonly backward: (dys: readonly tf.Tensor[], saved: readonly tf.Tensor[]) => tf.Tensor[];
}

/** What is used of tfjs's engine beside its public interface: the way in which `tf.customGrad` itself is made. */
interface Engine {
  isTapeOn(): boolean;
  runKernelFunc(call: {
    inputs: tf.NamedTensorMap;
    forwardFunc: (backend: unknown, save: tf.GradSaveFunc) => tf.Tensor[];
    backwardsFunc: (dy: tf.Tensor | tf.Tensor[], saved: tf.Tensor[]) => Record<string, () => tf.Tensor>;
  }): tf.Tensor[];
}

/** The outputs of an operation, with its gradients recorded: `tf.customGrad` for several outputs, which frees as early as it can. */
export function withGradients({ name, inputs, forward, backward }: Differentiable): tf.Tensor[] {
  const engine = tf.engine() as unknown as Engine;
  if (!engine.isTapeOn()) return tf.tidy(() => forward(false).outputs);
  let ids: number[] = [];
  return engine.runKernelFunc({
    inputs: Object.fromEntries(inputs.entries()),
    forwardFunc: (_, save) => {
      const { outputs, saved } = forward(true);
      save([...saved]);
      ids = outputs.map(({ id }) => id);
      return outputs;
    },
    backwardsFunc: (dy, saved) => {
      const { gradientDepth } = tf.engine().state;
      if (gradientDepth > 0)
        throw new InputError({
          what: `a gradient of ${name} inside another gradient`,
          remedy: 'Use ordinary operations for second derivatives',
        });
      const dys = [dy].flat();
      const gradients = backward(dys, saved);
      free(saved, dys, ids);
      rememberOwn(gradients, inputs);
      return Object.fromEntries(gradients.map((gradient, at) => [at, () => gradient]));
    },
  });
}

/** The gradients that our operations made: in which scope of a backward pass, and of which tensor. */
const made = new WeakMap<tf.Tensor, { readonly scope: number; readonly of: number }>();

function rememberOwn(gradients: readonly tf.Tensor[], inputs: readonly tf.Tensor[]): void {
  const scope = tf.engine().state.activeScope.id;
  gradients.forEach((gradient, at) => {
    made.set(gradient, { scope, of: inputs[at]!.id });
  });
}

/**
 * Frees what a backward pass no longer needs: the saved tensors, and those gradients of the outputs that are ours. tfjs keeps
 * all of them until the pass has ended, which takes about twice the memory.
 *
 * The saved tensors are clones that this node of the tape alone has. A gradient that an operation of ours returned as that of
 * just this output had this one user, and so nobody has it any more; of a gradient from elsewhere that is not known, nor of
 * one that somebody's gradient function passed on.
 */
function free(saved: readonly tf.Tensor[], dys: readonly tf.Tensor[], outputs: readonly number[]): void {
  for (const tensor of saved) tensor.dispose();
  const scope = tf.engine().state.activeScope.id;
  dys.forEach((dy, at) => {
    const origin = made.get(dy);
    if (origin?.scope === scope && origin.of === outputs[at]) dy.dispose();
  });
}
