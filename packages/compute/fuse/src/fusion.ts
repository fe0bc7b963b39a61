import type { OperationName } from '@rectified/kernels';
import type * as tf from '@tensorflow/tfjs-core';
import type { ActivationInPass } from './activation-of.js';
import type { Branch } from './branch.js';
import type { Call } from './call.js';
import type { Layer, Symbolic } from './layer.js';
import type { Observed } from './observed.js';

/** The operations of `@rectified/kernels` that layers are computed by. */
export type Kernel = Exclude<OperationName, 'sgdStep'>;

/** Layers that follow each other, as one operation. */
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

/** Layers of which each alone takes what the one before it makes. */
type Chain = Several<Observed<Layer>>;

/**
 * A fusion of the first of some layers, which takes `inputs`, with those of the next that it can take; undefined if there is none. What it decides
 * by it reads of the layers as they are observed; what it computes with, such as weights, it takes from them in every pass.
 */
export type Fuse = (layers: Chain, inputs: Several<Symbolic>) => Fusion | undefined;
