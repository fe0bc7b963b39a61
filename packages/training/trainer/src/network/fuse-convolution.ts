import { type AveragePooling, normalizedConv2dBranches, rectifiedConv2dBranches } from '@rectified/native';
import type * as tf from '@tensorflow/tfjs-core';
import { followingRectifier } from './following-rectifier.js';
import { type Normalization, normalizationOf } from './fuse-batch-normalization.js';
import { poolingOf } from './fuse-pooling.js';
import type { Call, Fuse, Layer } from './plan.js';

/** A convolution with its batch normalization and its rectifier. */
export interface Branch {
  readonly convolution: Layer;
  readonly normalization: Normalization | undefined;
  readonly pooling: AveragePooling | undefined;
  readonly rectifier: ReturnType<typeof followingRectifier>['rectifier'];
  readonly strides: [number, number];
  readonly pad: 'same' | 'valid' | readonly [number, number, number, number];
}

/**
 * tfjs's Conv2D, with the zeros that are put around its input, the batch normalization and the rectifier that follow it.
 * An average pooling before one of 1 x 1 with fewer filters than channels is computed behind it.
 */
export const fuseConvolution: Fuse = ([first, ...after], { shape }) => {
  const zeros = zerosAround(first);
  const pooling = averagePooling(first);
  const before = zeros || pooling ? [first] : [];
  const [layer, ...next] = before.length > 0 ? after : [first, ...after];
  if (layer?.getClassName() !== 'Conv2D') return undefined;
  const { strides, padding, dataFormat, dilationRate, activation } = layer.getConfig();
  if (dataFormat !== 'channelsLast' || activation !== 'linear') return undefined;
  if (padding !== 'valid' && (padding !== 'same' || zeros !== undefined)) return undefined;
  if ([dilationRate].flat().some((rate) => rate !== 1)) return undefined;
  const normalization = normalizationOf(next[0], shape.length);
  const { layers, rectifier } = followingRectifier(next[normalization === undefined ? 0 : 1]);
  const branch: Branch = {
    convolution: layer,
    normalization,
    pooling,
    rectifier,
    strides: strides as [number, number],
    pad: zeros ?? padding,
  };
  if (
    pooling &&
    !(normalization && isProduct(branch) && (layer.getConfig().filters as number) < shape.at(-1)!)
  )
    return undefined;
  return {
    layers: [...before, layer, ...(normalization ? [next[0]!] : []), ...layers],
    branch,
  };
};

/** Whether two convolutions of the same input gain from being one operation: where they are matrix products. */
export function join(one: Branch, other: Branch): boolean {
  const normalized = [one, other].filter(({ normalization }) => normalization !== undefined);
  return isProduct(one) && isProduct(other) && normalized.length !== 1;
}

/** Whether a convolution is a product of its input, as it is, and a matrix. */
export function isProduct({ convolution, strides, pad }: Branch): boolean {
  const sizes = [...(convolution.getConfig().kernelSize as number[]), ...strides];
  return typeof pad === 'string' && sizes.every((size) => size === 1);
}

/** The outputs of a convolution, or of several that {@link join}. `x` may be in parts where they are products. */
export function runBranches(
  branches: readonly Branch[],
  x: readonly tf.Tensor[],
  { training, inputGradient }: Call,
): tf.Tensor[] {
  const [{ strides, pad }] = branches as readonly [Branch];
  const options = { strides, pad, inputGradient };
  const own = branches.map(({ convolution, rectifier }) => {
    const [filter, bias] = convolution.weights.map((weight) => weight.read());
    return {
      filter: filter as tf.Tensor4D,
      bias: bias as tf.Tensor1D | undefined,
      rectifier: rectifier({ training }),
    };
  });
  const normalizations = branches.flatMap(({ normalization }) => normalization ?? []);
  const images = x as readonly tf.Tensor4D[];
  if (normalizations.length === 0) return rectifiedConv2dBranches(images, own, options);
  const outputs = normalizedConv2dBranches(
    images,
    own.map((branch, at) => ({
      ...branch,
      ...normalizations[at]!.parameters({ training }),
      pooling: branches[at]!.pooling,
    })),
    options,
  );
  return outputs.map(({ y, statistics }, at) => {
    if (statistics) normalizations[at]!.update(statistics);
    return y;
  });
}

/** Zeros above, below, left and right. */
function zerosAround(layer: Layer): [number, number, number, number] | undefined {
  if (layer.getClassName() !== 'ZeroPadding2D') return undefined;
  const { padding, dataFormat } = layer.getConfig();
  if (dataFormat !== 'channelsLast') return undefined;
  return (padding as number[][]).flat() as [number, number, number, number];
}

/** An average pooling that keeps the size. */
function averagePooling(layer: Layer): AveragePooling | undefined {
  const pooling = poolingOf(layer);
  if (pooling?.kind !== 'mean') return undefined;
  const { size, strides, padding, pad, edge } = pooling;
  const centered = padding
    ? size.every((cells, axis) => padding[axis] === (cells - 1) / 2)
    : pad === 'same' && size.every((cells) => cells % 2 === 1);
  return centered && strides.every((stride) => stride === 1) ? { size, edge } : undefined;
}
