import type { FusedKernels } from '@rectified/kernels';
import { branchAttributes, runGradient } from './convolution.js';
import { nativeKernel } from './kernel.js';
import { seedTensors } from './row-attributes.js';
import { type Attribute, runOperation } from './tensorflow-op.js';

/**
 * In training, outputs have the bits of `RectifiedConv2D` followed by `RectifiedBatchNorm`, except after a pooling. In inference, the
 * convolution's output is never stored: the normalization is its scale and bias.
 */
export const normalizedConv2d = nativeKernel('NormalizedConv2D', (inputs, attributes) => {
  const { branches, activation, biases, addends, momentum, keep, training } = attributes;
  const lists = (there: boolean) => ({ int: there ? branches : 0 });
  return runOperation(
    'NormalizedConv2D',
    {
      ...normalizedAttributes(attributes),
      bias_lists: lists(biases),
      addend_lists: lists(addends),
      kept_lists: lists(keep),
      statistics_lists: lists(training),
      share: { float: 1 - momentum },
    },
    [...inputs, ...seedTensors(activation)],
    (1 + 2 * Number(keep) + 2 * Number(training)) * branches,
  );
});

export const normalizedConv2dGrad = nativeKernel('NormalizedConv2DGrad', (inputs, attributes) => {
  const own = { ...normalizedAttributes(attributes), training: attributes.training };
  return runGradient('NormalizedConv2DGrad', inputs, attributes, { own, lists: 4 });
});

function normalizedAttributes(
  attributes: Omit<FusedKernels['NormalizedConv2DGrad'], 'inputGradient'>,
): Record<string, Attribute> {
  const { poolings, epsilon } = attributes;
  return {
    ...branchAttributes(attributes),
    poolings: poolings.flatMap((pooling) =>
      pooling ? [...pooling.size, Number(pooling.edge === 'full')] : [0, 0, 0],
    ),
    epsilon: { float: epsilon },
  };
}
