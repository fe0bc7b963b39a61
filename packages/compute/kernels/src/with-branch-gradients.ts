import type * as tf from '@tensorflow/tfjs-core';
import type { Together } from './by-kind.js';
import type { ConvolutionBranch } from './convolution.js';
import { withGradients } from './with-gradients.js';

/** An operation on branches, with its gradients. */
interface BranchesOperation {
  /** For messages. */
  readonly name: string;
  /** What is learned per filter besides biases: a list after the other, such as all gammas and then all betas. */
  readonly learned: readonly tf.Tensor[];
  /** Computes the outputs, beginning with one per branch, and the tensors kept for the gradient. */
  readonly forward: (keep: boolean) => {
    readonly outputs: tf.Tensor[];
    readonly kept: readonly tf.Tensor[];
  };
  /**
   * In: x, filters, kept tensors, the gradients of the branches' outputs, parameters. Out: the gradients of x (if wanted), filters, biases
   * (even if there are none), `learned`, parameters.
   */
  readonly gradient: (inputs: readonly tf.Tensor[]) => tf.Tensor[];
}

/** Runs an operation on branches and records its gradients. */
export function withBranchGradients(
  { x, filters, biases, parameters, inputGradient }: Together<ConvolutionBranch>,
  { name, learned, forward, gradient }: BranchesOperation,
): tf.Tensor[] {
  const dxs = inputGradient ? x : [];
  const count = filters.length;
  return withGradients({
    name,
    inputs: [...dxs, ...filters, ...biases, ...learned, ...parameters],
    forward: (keep) => {
      const { outputs, kept } = forward(keep);
      return { outputs, saved: [...x, ...filters, ...kept, ...parameters] };
    },
    backward: (dys, saved) => {
      const parametersAt = saved.length - parameters.length;
      const gradients = gradient([
        ...saved.slice(0, parametersAt),
        ...dys.slice(0, count),
        ...saved.slice(parametersAt),
      ]);
      const biasesAt = dxs.length + count;
      return [...gradients.slice(0, biasesAt + biases.length), ...gradients.slice(biasesAt + count)];
    },
  });
}
