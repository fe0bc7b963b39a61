import type * as tf from '@tensorflow/tfjs-core';
import type { Together } from './by-kind.js';
import type { ConvolutionBranch } from './convolution.js';
import { withGradients } from './with-gradients.js';

/** An operation on branches, with its gradient. */
interface BranchesOperation {
  /** For messages. */
  readonly name: string;
  /** What is learned for every filter beside biases, one list after the other. */
  readonly learned: readonly tf.Tensor[];
  /** The outputs, those of the branches first, and what is kept of them for the gradient. */
  readonly forward: (keep: boolean) => {
    readonly outputs: tf.Tensor[];
    readonly kept: readonly tf.Tensor[];
  };
  /**
   * In: x, filters, what was kept, the gradients of the branches' outputs, parameters of the activations. Out: the gradients of x (if it is
   * wanted), filters, biases (also where there are none), what is learned, parameters.
   */
  readonly gradient: (inputs: readonly tf.Tensor[]) => tf.Tensor[];
}

/** The outputs of an operation on branches, with their gradients. */
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
