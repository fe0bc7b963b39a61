import { InputError } from '@rectified/errors';
import * as tf from '@tensorflow/tfjs-core';

/** An operation with its gradients. */
export interface Differentiable {
  /** For messages. */
  readonly name: string;
  /** The tensors whose gradients are wanted; everything else is a constant to tfjs. */
  readonly inputs: readonly tf.Tensor[];
  /** Computes the outputs. If gradients are `wanted`, the `saved` tensors are kept for them. */
  readonly forward: (wanted: boolean) => {
    readonly outputs: tf.Tensor[];
    readonly saved: readonly tf.Tensor[];
  };
  /** The gradients of the inputs, in their order, from those of the outputs. */
  readonly backward: (dys: readonly tf.Tensor[], saved: readonly tf.Tensor[]) => tf.Tensor[];
}

/** The part of tfjs's engine that is not in its public interface; `tf.customGrad` itself is written with it. */
interface Engine {
  isTapeOn(): boolean;
  runKernelFunc(call: {
    inputs: tf.NamedTensorMap;
    forwardFunc: (backend: unknown, save: tf.GradSaveFunc) => tf.Tensor[];
    backwardsFunc: (dy: tf.Tensor | tf.Tensor[], saved: tf.Tensor[]) => Record<string, () => tf.Tensor>;
  }): tf.Tensor[];
}

/** Runs an operation and records its gradients: `tf.customGrad` for several outputs that frees tensors as early as it can. */
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

/** The gradients that our operations made: the scope of the backward pass, and the tensor they are gradients of. */
const made = new WeakMap<tf.Tensor, { readonly scope: number; readonly of: number }>();

function rememberOwn(gradients: readonly tf.Tensor[], inputs: readonly tf.Tensor[]): void {
  const scope = tf.engine().state.activeScope.id;
  gradients.forEach((gradient, at) => {
    made.set(gradient, { scope, of: inputs[at]!.id });
  });
}

/**
 * Frees what a backward pass no longer needs: the saved tensors, and the gradients of the outputs that our own operations made. tfjs
 * keeps all of them until the end of the pass, which takes about twice the memory.
 *
 * The saved tensors are clones that only this node of the tape holds. A gradient that one of our operations returned for exactly this
 * output has no other user. That is not known of gradients from elsewhere, or of one that a foreign gradient function passed on.
 */
function free(saved: readonly tf.Tensor[], dys: readonly tf.Tensor[], outputs: readonly number[]): void {
  for (const tensor of saved) tensor.dispose();
  const scope = tf.engine().state.activeScope.id;
  dys.forEach((dy, at) => {
    const origin = made.get(dy);
    if (origin?.scope === scope && origin.of === outputs[at]) dy.dispose();
  });
}
