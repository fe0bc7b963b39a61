import type { OperationName } from '@rectified/kernels';
import type * as tf from '@tensorflow/tfjs-core';
import type { ActivationInPass } from './activation-of.js';
import type { Branch } from './branch.js';
import type { Call } from './call.js';
import type { Layer, Symbolic } from './layer.js';
import type { Observed } from './observed.js';

/** The operations of `@rectified/kernels` that compute layers. */
export type Kernel = Exclude<OperationName, 'sgdStep'>;

/** Consecutive layers as one operation. */
type Fusion = { readonly layers: readonly Observed<Layer>[] } & (
  | {
      readonly kernel: Kernel;
      readonly run: (given: Several<tf.Tensor>, call: Call) => tf.Tensor;
    }
  | { readonly branch: Branch }
  | { readonly sum: ActivationInPass }
);

/** One or more. */
type Several<Of> = readonly [Of, ...Of[]];

/** Consecutive layers, each of which is the only consumer of the one before. */
type Chain = Several<Observed<Layer>>;

/**
 * Fuses the first of some consecutive layers, whose inputs are `inputs`, with as many of the next as possible; undefined if it cannot. Its
 * decisions are based on properties read through the observed layers; weights and the like are read from the layers in every pass.
 */
export type Fuse = (layers: Chain, inputs: Several<Symbolic>) => Fusion | undefined;
