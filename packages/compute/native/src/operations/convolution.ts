import type { FusedKernels, KernelName } from '@rectified/kernels';
import type * as tf from '@tensorflow/tfjs-core';
import { nativeKernel, shapedAs } from './kernel.js';
import { parameterCount, rowAttributes, seedTensors } from './row-attributes.js';
import { type Attribute, runOperation } from './tensorflow-op.js';

/** The attributes that all operations on branches share. */
type Branches = Omit<FusedKernels['RectifiedConv2D'], 'biases' | 'keep'>;

/**
 * 3 x 3 and 5 x 5 filters with stride 1 are computed by Winograd's algorithm (arXiv 1509.09308). Its error is about 1e-5 of the largest
 * output, and an infinity or NaN in the input makes all outputs of a 4 x 4 tile NaN. Depthwise convolutions, and all others, which are
 * matrix products, have the accuracy of float32. Results do not depend on the number of threads.
 */
export const conv2d = nativeKernel('RectifiedConv2D', (inputs, attributes) => {
  const { branches, activation, biases, keep } = attributes;
  return runOperation(
    'RectifiedConv2D',
    {
      ...branchAttributes(attributes),
      bias_lists: { int: biases ? branches : 0 },
      kept_lists: { int: keep ? branches : 0 },
    },
    [...inputs, ...seedTensors(activation)],
    (1 + Number(keep)) * branches,
  );
});

export const conv2dGrad = nativeKernel('RectifiedConv2DGrad', (inputs, attributes) =>
  runGradient('RectifiedConv2DGrad', inputs, attributes, { own: branchAttributes(attributes), lists: 2 }),
);

export function branchAttributes({
  parts,
  branches,
  strides,
  pads,
  depthwise,
  activation,
}: Branches): Record<string, Attribute> {
  return {
    ...rowAttributes(activation, branches),
    ...{ strides, pads, depthwise },
    parts: { int: parts },
    branches: { int: branches },
  };
}

/** Runs the gradient of an operation on branches; it has `lists` outputs per branch besides those of the input and of the activations' parameters. */
export function runGradient(
  name: KernelName,
  inputs: readonly tf.Tensor[],
  { parts, branches, activation, inputGradient }: Branches & { readonly inputGradient: boolean },
  { own, lists }: { readonly own: Record<string, Attribute>; readonly lists: number },
): tf.Tensor[] {
  const dxs = inputGradient ? parts : 0;
  const parametersAt = dxs + lists * branches;
  const parameters = parameterCount(activation, branches);
  const gradients = runOperation(
    name,
    { ...own, dx_lists: { int: dxs } },
    [...inputs, ...seedTensors(activation)],
    parametersAt + parameters,
  );
  return [
    ...gradients.slice(0, parametersAt),
    ...shapedAs(inputs.slice(inputs.length - parameters), gradients.slice(parametersAt)),
  ];
}
