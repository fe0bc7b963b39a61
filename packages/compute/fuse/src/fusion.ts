import type * as tf from '@tensorflow/tfjs-core';
import type { Branch } from './branch.js';
import type { Call } from './call.js';
import type { Layer, Symbolic } from './layer.js';
import type { Observed } from './observed.js';

/** The operations of `@rectified/native`. */
export type Kernel =
  | 'rectifiedConv2d'
  | 'normalizedConv2d'
  | 'rectifiedDense'
  | 'batchNormRectified'
  | 'poolDropout';

/** Layers that follow each other, as one operation. */
type Fusion = { readonly layers: readonly Observed<Layer>[] } & (
  | { readonly kernel: Kernel; readonly run: (x: tf.Tensor, call: Call) => tf.Tensor }
  | { readonly branch: Branch }
);

/** Layers of which each alone takes what the one before it makes. */
type Chain = readonly [Observed<Layer>, ...Observed<Layer>[]];

/**
 * A fusion of the first of some layers with those of the next that it can take; undefined if there is none. What it decides
 * by it reads of the layers as they are observed; what it computes with, such as weights, it takes from them in every pass.
 */
export type Fuse = (layers: Chain, input: Symbolic) => Fusion | undefined;
