import * as tf from '@tensorflow/tfjs-core';
import { activate, kernelActivation, orComposed, parametersOf } from './activation.js';
import type { ConvolutionBranch } from './convolution.js';
import type { ConvolutionAttributes, ConvolutionShape } from './fused-kernels.js';

/** Branches of one kind, with the inputs and attributes of their kernels. */
export interface Together<Branch extends ConvolutionBranch> {
  readonly branches: readonly Branch[];
  /** The parts of the input. */
  readonly x: readonly tf.Tensor4D[];
  readonly filters: readonly tf.Tensor4D[];
  /** One per branch, or none. */
  readonly biases: readonly tf.Tensor[];
  /** The parameters of the activations, branch by branch. */
  readonly parameters: readonly tf.Tensor[];
  readonly attributes: ConvolutionAttributes;
  readonly inputGradient: boolean;
}

/** How branches of one kind are computed together. */
interface Kind<Branch extends ConvolutionBranch, Result> {
  /** Branches with different settings are of different kinds. */
  readonly settings: (branch: Branch) => unknown;
  readonly compute: (together: Together<Branch>) => Result[];
  /** A result with its output changed. */
  readonly map: (result: Result, change: (y: tf.Tensor4D) => tf.Tensor4D) => Result;
}

/**
 * Calls `compute` once for all branches of a kind, and returns the results in the order of the branches. Branches are of one kind if their
 * settings are equal and their activations differ only in learned parameters and noise.
 */
export function byKind<Branch extends ConvolutionBranch, Result extends tf.TensorContainer>(
  x: readonly tf.Tensor4D[],
  branches: readonly Branch[],
  { inputGradient = true, ...shape }: ConvolutionShape & { readonly inputGradient?: boolean },
  { settings, compute, map }: Kind<Branch, Result>,
): Result[] {
  const together = (own: readonly Branch[]): Together<Branch> => {
    const activations = own.map(({ activation }) => activation);
    return {
      branches: own,
      x,
      filters: own.map(({ filter }) => filter),
      biases: biasesOf(own),
      parameters: parametersOf(activations),
      attributes: {
        ...shape,
        parts: x.length,
        branches: own.length,
        activation: kernelActivation(activations),
      },
      inputGradient,
    };
  };
  return tf.tidy(() => {
    const kinds = numbered(branches, settings);
    const results: Result[] = [];
    for (const kind of new Set(kinds)) {
      const places = kinds.flatMap((other, at) => (other === kind ? [at] : []));
      const own = places.map((at) => branches[at]!);
      const made = orComposed(
        () => compute(together(own)),
        () => {
          const linear = own.map((branch) => ({ ...branch, activation: null }));
          return compute(together(linear)).map((result, at) =>
            map(result, (y) => activate(y, own[at]!.activation)),
          );
        },
      );
      places.forEach((at, i) => {
        results[at] = made[i]!;
      });
    }
    return results;
  });
}

/** For each branch, the index of the first branch of its kind. */
function numbered<Branch extends ConvolutionBranch>(
  branches: readonly Branch[],
  settings: (branch: Branch) => unknown,
): number[] {
  if (branches.length === 1) return [0];
  const texts = branches.map((branch) => {
    const { options, clips } = kernelActivation([branch.activation]) ?? {};
    return JSON.stringify([options, clips, settings(branch)]);
  });
  return branches.map(({ activation }, at) =>
    branches.findIndex(
      (other, there) => other.activation?.function === activation?.function && texts[there] === texts[at],
    ),
  );
}

function biasesOf(branches: readonly ConvolutionBranch[]): tf.Tensor[] {
  if (!branches.some(({ bias }) => bias)) return [];
  return branches.map(({ filter, bias }) => bias ?? tf.zeros([filter.shape[3]]));
}
