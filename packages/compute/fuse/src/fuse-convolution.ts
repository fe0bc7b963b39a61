import type { AveragePooling } from '@rectified/kernels';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { followingActivation } from './activation-of.js';
import { activationWithin } from './activation-within.js';
import { behavesLike } from './behaves-like.js';
import { type Branch, type Convolution, isProduct } from './branch.js';
import type { Fuse } from './fusion.js';
import { type Layer, membersOf } from './layer.js';
import { normalizationOf } from './normalization.js';
import type { Observed } from './observed.js';
import { poolingOf } from './pooling.js';

type Weight = Layer['weights'][number];

/** True of Conv1D, Conv2D and Conv3D, which share their functions. */
const isConvolution = behavesLike(tfl.layers.conv2d({ name: 'convolution', filters: 1, kernelSize: 1 }));
const isDepthwise = behavesLike(tfl.layers.depthwiseConv2d({ name: 'depthwise', kernelSize: 1 }));
const isZeroPadding = behavesLike(tfl.layers.zeroPadding2d({ name: 'zeros' }));

/**
 * tfjs's Conv2D or DepthwiseConv2D, with the zero padding before it and the batch normalization and activation after it. An average
 * pooling before a 1 x 1 convolution with fewer filters than channels is computed after the convolution.
 */
export const fuseConvolution: Fuse = ([first, ...after], [{ shape }]) => {
  const zeros = zerosAround(first);
  const pooling = averagePooling(first);
  const before = zeros || pooling ? [first] : [];
  const [layer, ...next] = before.length > 0 ? after : [first, ...after];
  const convolution = layer && convolutionOf(layer);
  if (convolution === undefined) return undefined;
  const padding = layer!.read<'valid' | 'same'>('padding');
  if (zeros !== undefined && padding !== 'valid') return undefined;
  const { filters } = convolution;
  const own = activationWithin(layer!);
  if (own === undefined) return undefined;
  const follows = own === null ? next : [];
  const normalization = normalizationOf(follows[0], shape.length);
  const following = followingActivation(follows[normalization === undefined ? 0 : 1], filters);
  const { layers, activation } = own === null ? following : { layers: [], activation: () => own };
  const branch: Branch = { convolution, normalization, pooling, activation, pad: zeros ?? padding };
  if (pooling && !(normalization && isProduct(branch) && filters < shape.at(-1)!)) return undefined;
  return {
    layers: [...before, layer!, ...(normalization ? [follows[0]!] : []), ...layers],
    branch,
  };
};

function convolutionOf(layer: Observed<Layer>): Convolution | undefined {
  const depthwise = isDepthwise(layer);
  if (!(depthwise || isConvolution(layer)) || whyNotConvolution(layer) !== undefined) return undefined;
  const members = membersOf<Readonly<Record<KernelName, Weight>> & { readonly bias: Weight | null }>(
    layer.object,
  );
  // The shape of the variable counts; the layer's settings only say how it was created.
  const [height, width, channels, filters] = layer.read<Weight>(kernelOf(layer))
    .shape as tf.Tensor4D['shape'];
  return {
    filter: depthwise
      ? () => tf.reshape(members.depthwiseKernel.read(), [height, width, 1, channels])
      : () => members.kernel.read() as tf.Tensor4D,
    bias: () => members.bias?.read() as tf.Tensor1D | undefined,
    filters: depthwise ? channels : filters,
    kernelSize: [height, width],
    strides: layer.read('strides'),
    depthwise,
  };
}

type KernelName = 'kernel' | 'depthwiseKernel';
const kernelOf = (layer: Observed<Layer>): KernelName => (isDepthwise(layer) ? 'depthwiseKernel' : 'kernel');

/** Why no kernel can compute a tfjs convolution; undefined if one can. */
function whyNotConvolution(layer: Observed<Layer>): string | undefined {
  if (layer.read('rank') !== 2) return `a convolution of rank ${layer.read('rank')}`;
  if (layer.read('dataFormat') !== 'channelsLast') return 'channels first';
  if ([layer.read<number | number[]>('dilationRate')].flat().some((rate) => rate !== 1)) return 'dilation';
  const padding = layer.read<string>('padding');
  if (padding !== 'valid' && padding !== 'same') return `padding ${padding}`;
  if (layer.read(kernelOf(layer)) == null) return 'no kernel';
  if (isDepthwise(layer)) {
    if (layer.read<Weight>('depthwiseKernel').shape[3] !== 1) return 'several filters for a channel';
    const [one, other] = layer.read<number[]>('strides');
    // TensorFlow does not support them and reports that itself.
    if (one !== other) return 'strides that differ';
  }
  if (!hasFittingBias(layer)) return 'a bias of another size';
  return activationWithin(layer) === undefined ? 'its own activation is not ReLU' : undefined;
}

/**
 * Whether there is one bias per filter, or none. If the layer's kernel was replaced by one with another number of filters, tfjs broadcasts
 * the bias.
 */
function hasFittingBias(layer: Observed<Layer>): boolean {
  const bias = layer.read<Weight | null>('bias');
  const { shape } = layer.read<Weight>(kernelOf(layer));
  if (isDepthwise(layer) && layer.read('useBias') !== (bias != null)) return false;
  return bias == null || bias.shape[0] === shape.at(isDepthwise(layer) ? 2 : 3);
}

/** Why a convolution is called unfused; undefined for other layers. */
export function refusedConvolution(layer: Observed<Layer>): string | undefined {
  return isConvolution(layer) || isDepthwise(layer) ? whyNotConvolution(layer) : undefined;
}

/** The zero padding above, below, left and right. */
function zerosAround(layer: Observed<Layer>): [number, number, number, number] | undefined {
  if (!isZeroPadding(layer) || layer.read('dataFormat') !== 'channelsLast') return undefined;
  return layer.read<number[][]>('padding').flat() as [number, number, number, number];
}

/** An average pooling that preserves height and width. */
function averagePooling(layer: Observed<Layer>): AveragePooling | undefined {
  const pooling = poolingOf(layer);
  if (pooling?.kind !== 'mean') return undefined;
  const { size, strides, padding, pad, edge } = pooling;
  const centered = padding
    ? size.every((cells, axis) => padding[axis] === (cells - 1) / 2)
    : pad === 'same' && size.every((cells) => cells % 2 === 1);
  return centered && strides.every((stride) => stride === 1) ? { size, edge } : undefined;
}
