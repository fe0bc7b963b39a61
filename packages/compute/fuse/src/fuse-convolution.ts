import { type AveragePooling, normalizedConv2dBranches, rectifiedConv2dBranches } from '@rectified/native';
import type * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { behavesLike, membersOf } from './behaves-like.js';
import { followingActivation } from './following-activation.js';
import { type Normalization, normalizationOf } from './fuse-batch-normalization.js';
import { poolingOf } from './fuse-pooling.js';
import { isLinear } from './is-linear.js';
import type { Call, Fuse, Layer } from './plan.js';

/** tfjs's Conv2D without an activation of its own. */
interface Convolution {
  readonly rank: number;
  readonly kernel: Layer['weights'][number];
  readonly bias: Layer['weights'][number] | null;
  readonly kernelSize: readonly number[];
  readonly strides: [number, number];
  readonly padding: string;
  readonly dataFormat: string;
  readonly dilationRate: readonly number[];
}

/** A convolution with its batch normalization and its activation. */
export interface Branch {
  readonly convolution: Convolution;
  readonly normalization: Normalization | undefined;
  readonly pooling: AveragePooling | undefined;
  readonly activation: ReturnType<typeof followingActivation>['activation'];
  readonly pad: 'same' | 'valid' | readonly [number, number, number, number];
}

/** Convolutions of one, two and three dimensions have the same functions. */
const isConvolution = behavesLike(tfl.layers.conv2d({ name: 'convolution', filters: 1, kernelSize: 1 }));
const isZeroPadding = behavesLike(tfl.layers.zeroPadding2d({ name: 'zeros' }));

/**
 * tfjs's Conv2D, with the zeros that are put around its input, the batch normalization and the activation that follow it.
 * An average pooling before one of 1 x 1 with fewer filters than channels is computed behind it.
 */
export const fuseConvolution: Fuse = ([first, ...after], { shape }) => {
  const zeros = zerosAround(first);
  const pooling = averagePooling(first);
  const before = zeros || pooling ? [first] : [];
  const [layer, ...next] = before.length > 0 ? after : [first, ...after];
  const convolution = layer && convolutionOf(layer);
  if (convolution === undefined) return undefined;
  const { padding } = convolution;
  if (padding !== 'valid' && (padding !== 'same' || zeros !== undefined)) return undefined;
  const normalization = normalizationOf(next[0], shape.length);
  const { layers, activation } = followingActivation(next[normalization === undefined ? 0 : 1]);
  const branch: Branch = { convolution, normalization, pooling, activation, pad: zeros ?? padding };
  const filters = convolution.kernel.shape.at(-1)!;
  if (pooling && !(normalization && isProduct(branch) && filters < shape.at(-1)!)) return undefined;
  return {
    layers: [...before, layer!, ...(normalization ? [next[0]!] : []), ...layers],
    branch,
  };
};

/** Whether two convolutions of the same input gain from being one operation: where they are matrix products. */
export function join(one: Branch, other: Branch): boolean {
  const normalized = [one, other].filter(({ normalization }) => normalization !== undefined);
  return isProduct(one) && isProduct(other) && normalized.length !== 1;
}

/** Whether a convolution is a product of its input, as it is, and a matrix. */
export function isProduct({ convolution: { kernelSize, strides }, pad }: Branch): boolean {
  return typeof pad === 'string' && [...kernelSize, ...strides].every((size) => size === 1);
}

/** The outputs of a convolution, or of several that {@link join}. `x` may be in parts where they are products. */
export function runBranches(
  branches: readonly Branch[],
  x: readonly tf.Tensor[],
  { training, inputGradient }: Call,
): tf.Tensor[] {
  const [{ convolution, pad }] = branches as readonly [Branch];
  const options = { strides: convolution.strides, pad, inputGradient };
  const own = branches.map(({ convolution: { kernel, bias }, activation }) => ({
    filter: kernel.read() as tf.Tensor4D,
    bias: bias?.read() as tf.Tensor1D | undefined,
    activation: activation({ training }),
  }));
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

function convolutionOf(layer: Layer): Convolution | undefined {
  if (!isConvolution(layer)) return undefined;
  const convolution = membersOf<Convolution>(layer);
  const { rank, dataFormat, dilationRate } = convolution;
  const known =
    rank === 2 && dataFormat === 'channelsLast' && [dilationRate].flat().every((rate) => rate === 1);
  return known && isLinear(layer) ? convolution : undefined;
}

/** Zeros above, below, left and right. */
function zerosAround(layer: Layer): [number, number, number, number] | undefined {
  if (!isZeroPadding(layer)) return undefined;
  const { padding, dataFormat } = membersOf<{ padding: number[][]; dataFormat: string }>(layer);
  return dataFormat === 'channelsLast' ? (padding.flat() as [number, number, number, number]) : undefined;
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
