import { InputError } from '@rectified/errors';
import * as tf from '@tensorflow/tfjs-core';
import {
  type BatchNormOptions,
  batchNormRectified,
  batchNormSettings,
  checkNormalization,
} from './batch-norm-rectified.js';
import { byKind, type Together } from './by-kind.js';
import {
  type ConvolutionBranch,
  checkConvolution,
  type Images,
  partsOf,
  type RectifiedConv2dOptions,
} from './convolution.js';
import type { AveragePooling, NormalizedAttributes } from './fused-kernels.js';
import { runKernel } from './kernel.js';
import { isFused } from './operations.js';
import { poolDropout } from './pool-dropout.js';
import { rectifiedConv2dBranches } from './rectified-conv2d.js';
import { rectifiedSum } from './rectified-sum.js';
import { withBranchGradients } from './with-branch-gradients.js';

/** A convolution followed by batch normalization and activation. */
export interface NormalizedBranch extends ConvolutionBranch, BatchNormOptions {
  /** [filters], as are the statistics. */
  gamma: tf.Tensor1D;
  beta: tf.Tensor1D;
  /**
   * Average pooling of `x` before the convolution, with stride 1 and zero padding that keeps the size; the convolution must then be
   * 1 x 1. A kernel may pool after the convolution instead: the result is the same, and it is cheaper with fewer filters than channels.
   */
  pooling?: AveragePooling;
  /** Added before the activation; it has the output's shape. The shortcut of a residual block. */
  addend?: tf.Tensor4D;
}

/** `statistics`, only in training: those of the convolution's output or, if `averages` were given, their updated values. */
export type NormalizedOutput = {
  y: tf.Tensor4D;
  statistics?: { mean: tf.Tensor1D; variance: tf.Tensor1D };
};

/**
 * Several convolutions of the same input, each with batch normalization and activation, as one operation, with its gradient.
 *
 *     y = activation(gamma (z - mean) / sqrt(variance + epsilon) + beta),  z = x * filter + bias
 *
 * With `addend`: activation(... + beta + addend). Equivalent to `rectifiedConv2dBranches` followed by `batchNormRectified`, of which it is
 * composed if there is no kernel.
 *
 * @example
 * const [{ y, statistics }] = normalizedConv2dBranches(x, [{ filter, gamma, beta, activation, averages }]);
 */
export function normalizedConv2dBranches(
  x: Images,
  branches: readonly NormalizedBranch[],
  options: RectifiedConv2dOptions = {},
): NormalizedOutput[] {
  const parts = partsOf(x);
  const shape = checkConvolution(parts, branches, options);
  for (const branch of branches) {
    checkNormalization(branch.filter.shape[3], branch);
    checkPooling(branch, shape.strides);
  }
  if (!isFused('normalizedConv2d'))
    return branches.map((branch) => tf.tidy(() => composed(parts, branch, options)));
  // Kernels add only in inference, while the output is in the cache.
  const inside = branches.every(isInside) && !tf.engine().isTapeOn();
  if (!inside && branches.some(({ addend }) => addend))
    return tf.tidy(() => addAfterwards(parts, branches, options));
  const { inputGradient } = options;
  return byKind<NormalizedBranch, NormalizedOutput>(
    parts,
    branches,
    { ...shape, inputGradient },
    {
      settings: (branch) => [batchNormSettings(branch), branch.addend === undefined],
      compute: convolve,
      map: ({ y, ...rest }, change) => ({ y: change(y), ...rest }),
    },
  );
}

/** Whether the normalization is part of the convolution if no gradient is recorded. */
function isInside({ moving, pooling }: NormalizedBranch): boolean {
  return moving !== undefined && pooling === undefined;
}

/** Computes the branches without addends and activations, and then applies those. */
function addAfterwards(
  x: readonly tf.Tensor4D[],
  branches: readonly NormalizedBranch[],
  options: RectifiedConv2dOptions,
): NormalizedOutput[] {
  const linear = branches.map(({ addend, ...branch }) => (addend ? { ...branch, activation: null } : branch));
  return normalizedConv2dBranches(x, linear, options).map(({ y, ...rest }, at) => {
    const { addend, activation } = branches[at]!;
    return { y: addend ? rectifiedSum([y, addend], activation) : y, ...rest };
  });
}

function composed(
  x: readonly tf.Tensor4D[],
  { filter, bias, gamma, beta, activation, pooling, addend, ...options }: NormalizedBranch,
  convolution: RectifiedConv2dOptions,
): NormalizedOutput {
  const images = pooling ? x.map((part) => averaged(part, pooling)) : x;
  const [z] = rectifiedConv2dBranches(images, [{ filter, bias, activation: null }], convolution);
  const { y, ...statistics } = batchNormRectified(z!, gamma, beta, addend ? null : activation, options);
  const output = addend ? rectifiedSum([y, addend], activation) : y;
  return options.moving ? { y: output } : { y: output, statistics };
}

function averaged(x: tf.Tensor4D, { size, edge }: AveragePooling): tf.Tensor4D {
  const [height, width] = size;
  return poolDropout(x, {
    kind: 'mean',
    size,
    strides: 1,
    padding: [(height - 1) / 2, (width - 1) / 2],
    edge,
  });
}

function convolve(together: Together<NormalizedBranch>): NormalizedOutput[] {
  const { branches, x, filters, biases, parameters, inputGradient } = together;
  const count = branches.length;
  const { epsilon, momentum, training } = batchNormSettings(branches[0]!);
  const nothing = () => ({ mean: tf.tensor1d([]), variance: tf.tensor1d([]) });
  const given = branches.map(({ moving, averages }) => moving ?? averages ?? nothing());
  const learned = [...branches.map(({ gamma }) => gamma), ...branches.map(({ beta }) => beta)];
  const addends = branches.flatMap(({ addend }) => addend ?? []);
  const attributes: NormalizedAttributes = {
    ...together.attributes,
    poolings: branches.map(({ pooling }) => pooling),
    epsilon,
    training,
  };
  const outputs = withBranchGradients(together, {
    name: 'normalizedConv2d',
    learned,
    forward: (keep) => {
      const all = runKernel(
        'NormalizedConv2D',
        [
          ...x,
          ...filters,
          ...biases,
          ...learned,
          ...given.map(({ mean }) => mean),
          ...given.map(({ variance }) => variance),
          ...addends,
          ...parameters,
        ],
        { ...attributes, biases: biases.length > 0, addends: addends.length > 0, momentum, keep },
      );
      const statisticsAt = (keep ? 3 : 1) * count;
      return {
        outputs: [...all.slice(0, count), ...all.slice(statisticsAt)],
        kept: all.slice(count, statisticsAt),
      };
    },
    gradient: (inputs) => runKernel('NormalizedConv2DGrad', inputs, { ...attributes, inputGradient }),
  });
  const list = (number: number) => outputs.slice(number * count, (number + 1) * count);
  const [ys, means, variances] = [
    list(0) as tf.Tensor4D[],
    list(1) as tf.Tensor1D[],
    list(2) as tf.Tensor1D[],
  ];
  return ys.map((y, i) =>
    training ? { y, statistics: { mean: means[i]!, variance: variances[i]! } } : { y },
  );
}

function checkPooling({ filter, pooling }: NormalizedBranch, strides: readonly [number, number]): void {
  if (pooling === undefined) return;
  if (!pooling.size.every((size) => Number.isInteger(size) && size > 0 && size % 2 === 1))
    throw new InputError({
      what: 'window of an average pooling before a convolution',
      expected: 'an odd height and width',
      got: `${pooling.size}`,
    });
  if ([filter.shape[0], filter.shape[1], ...strides].some((size) => size !== 1))
    throw new InputError({
      what: 'convolution after an average pooling',
      expected: '1 x 1 with stride 1',
      got: `${filter.shape[0]} x ${filter.shape[1]} with stride ${strides}`,
    });
}
