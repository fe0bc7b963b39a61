import { InputError } from '@rectified/errors';
import {
  type Images,
  type NormalizedBranch,
  type NormalizedOutput,
  type RectifiedConv2dOptions,
  rectifiedSum,
} from '@rectified/kernels';
import * as tf from '@tensorflow/tfjs-core';
import { batchNormSettings, checkNormalization } from './batch-norm-rectified.js';
import { byKind, type Together, withBranchGradients } from './convolution.js';
import { nothing, runOperation } from './operations/tensorflow-op.js';

/**
 * Convolutions of the same input, each with batch normalization and a function of every element, as one operation, with its gradient.
 *
 *     y = activation(gamma (z - mean) / sqrt(variance + epsilon) + beta),  z = x * filter + bias
 *
 * As `rectifiedConv2dBranches` and then `batchNormRectified`; outputs of training are the same to the bit, but for those
 * behind a `pooling`. In inference (`moving`), where no gradient is recorded, z is not written at all: the normalization is
 * a scale and a bias of the convolution, and an `addend` is added while its output is in the cache; elsewhere that is a
 * `rectifiedSum` behind it.
 *
 * @example
 * const [{ y, statistics }] = normalizedConv2dBranches(x, [{ filter, gamma, beta, activation, averages }]);
 */
export function normalizedConv2dBranches(
  x: Images,
  branches: readonly NormalizedBranch[],
  options: RectifiedConv2dOptions = {},
): NormalizedOutput[] {
  const inside = branches.every(isInside) && !tf.engine().isTapeOn();
  if (!inside && branches.some(({ addend }) => addend)) return tf.tidy(() => addBehind(x, branches, options));
  const checked = (together: Together<NormalizedBranch>) => {
    for (const branch of together.branches) {
      checkNormalization(branch.filter.shape[3], branch);
      checkPooling(branch, options.strides);
    }
    return convolve(together);
  };
  return byKind<NormalizedBranch, NormalizedOutput>(
    x,
    branches,
    options,
    (branch) => [batchNormSettings(branch), branch.addend === undefined],
    checked,
    ({ y, ...rest }, change) => ({ y: change(y) as tf.Tensor4D, ...rest }),
  );
}

/** Whether the normalization is a part of the convolution, as long as no gradient is recorded. */
function isInside({ moving, pooling }: NormalizedBranch): boolean {
  return moving !== undefined && pooling === undefined;
}

/** The branches without their addends and their activations, and then these. */
function addBehind(
  x: Images,
  branches: readonly NormalizedBranch[],
  options: RectifiedConv2dOptions,
): NormalizedOutput[] {
  const linear = branches.map(({ addend, ...branch }) => (addend ? { ...branch, activation: null } : branch));
  return normalizedConv2dBranches(x, linear, options).map(({ y, ...rest }, at) => {
    const { addend, activation } = branches[at]!;
    return { y: addend ? rectifiedSum([y, addend], activation) : y, ...rest };
  });
}

function convolve(together: Together<NormalizedBranch>): NormalizedOutput[] {
  const { branches, x, filters, biases, activationParameters, seeds } = together;
  const count = branches.length;
  const { epsilon, momentum, training } = batchNormSettings(branches[0]!);
  const keep = tf.engine().isTapeOn();
  const gammas = branches.map(({ gamma }) => gamma);
  const betas = branches.map(({ beta }) => beta);
  const addends = branches.flatMap(({ addend }) => addend ?? []);
  const given = branches.map(
    ({ moving, averages }) => moving ?? averages ?? { mean: nothing(), variance: nothing() },
  );
  const means = given.map(({ mean }) => mean);
  const variances = given.map(({ variance }) => variance);
  const poolings = branches.flatMap(({ pooling }) =>
    pooling ? [...pooling.size, Number(pooling.edge === 'full')] : [0, 0, 0],
  );
  const attributes = { ...together.attributes, poolings, epsilon: { float: epsilon } };
  const outputs = runOperation(
    'NormalizedConv2D',
    {
      ...attributes,
      bias_lists: { int: biases.length },
      addend_lists: { int: addends.length },
      kept_lists: { int: keep ? count : 0 },
      statistics_lists: { int: training ? count : 0 },
      share: { float: 1 - momentum },
    },
    [
      ...x,
      ...filters,
      ...biases,
      ...gammas,
      ...betas,
      ...means,
      ...variances,
      ...addends,
      ...activationParameters,
      ...seeds(),
    ],
    (1 + 2 * Number(keep) + 2 * Number(training)) * count,
  );
  const list = (number: number) => outputs.slice(number * count, (number + 1) * count);
  const ys = list(0) as tf.Tensor4D[];
  const kept = keep ? [...list(1), ...list(2)] : [];
  const newMeans = list(keep ? 3 : 1) as tf.Tensor1D[];
  const newVariances = list(keep ? 4 : 2) as tf.Tensor1D[];
  const gradient = {
    name: 'normalizedConv2d',
    operation: 'NormalizedConv2DGrad',
    attributes: { ...attributes, training },
    parameters: [...gammas, ...betas],
    kept,
  };
  return withBranchGradients(together, gradient, ys).map((y, i) =>
    training ? { y, statistics: { mean: newMeans[i]!, variance: newVariances[i]! } } : { y },
  );
}

function checkPooling(
  { filter, pooling }: NormalizedBranch,
  strides: RectifiedConv2dOptions['strides'] = 1,
): void {
  if (pooling === undefined) return;
  if (!pooling.size.every((size) => Number.isInteger(size) && size > 0 && size % 2 === 1))
    throw new InputError({
      what: 'window of an average pooling before a convolution',
      expected: 'an odd height and width',
      got: `${pooling.size}`,
    });
  if ([filter.shape[0], filter.shape[1], ...[strides].flat()].some((size) => size !== 1))
    throw new InputError({
      what: 'convolution behind an average pooling',
      expected: '1 x 1 with stride 1',
      got: `${filter.shape[0]} x ${filter.shape[1]} with stride ${strides}`,
    });
}
