import type * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import type { ActivationInPass } from './activation-of.js';
import { type Branch, runBranches } from './branch.js';
import type { Call } from './call.js';
import type { Kernel } from './fusion.js';
import type { Layer, Symbolic } from './layer.js';

/** One operation of a model, or one layer. Tensors are identified by the ids of tfjs's symbolic tensors. */
export interface Step {
  readonly layers: readonly Layer[];
  /** The outputs of the layers when they are called one by one. */
  readonly symbols: readonly Symbolic[];
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  /** The shapes of the inputs, as the model declares them. */
  readonly shapes: readonly tfl.Shape[];
  /** Whether every layer has a nonempty output for inputs of these shapes. */
  readonly hasRoom: boolean;
  /** The operation that computes all layers, if there is one. `run` returns undefined, without any effect, for inputs it does not support. */
  readonly kernel?: Kernel;
  readonly run?: (given: tf.Tensor[], call: Call) => tf.Tensor[] | undefined;
  /** Whether it is an unknown layer, which may use its outputs later. */
  readonly keeps: boolean;
  /** Tensors that no later step reads, except inputs and outputs of the model. */
  readonly finished: readonly number[];
}

/** A step while the plan is being made. */
export type UnfinishedStep = Omit<Step, 'finished' | 'hasRoom'> & {
  /** Of a convolution, or of several with the same input. */
  readonly branches?: readonly Branch[];
  /** The activation after a sum. */
  readonly sum?: ActivationInPass;
};

/** The operation of a step of convolutions. */
export function convolutions(
  branches: readonly Branch[],
): Pick<UnfinishedStep, 'kernel' | 'run' | 'branches'> {
  const kernel = branches[0]!.normalization ? 'normalizedConv2d' : 'rectifiedConv2d';
  return { branches, kernel, run: (given, call) => runBranches(branches, given, call) };
}
