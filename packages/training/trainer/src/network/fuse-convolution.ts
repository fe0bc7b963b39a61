import { normalizedConv2dBranches, rectifiedConv2dBranches } from '@rectified/native';
import type * as tf from '@tensorflow/tfjs-core';
import { followingRectifier } from './following-rectifier.js';
import { type Normalization, normalizationOf } from './fuse-batch-normalization.js';
import type { Call, Fuse, Layer } from './plan.js';

/** A convolution with its batch normalization and its rectifier. */
export interface Branch {
  readonly convolution: Layer;
  readonly normalization: Normalization | undefined;
  readonly rectifier: ReturnType<typeof followingRectifier>['rectifier'];
  readonly strides: [number, number];
  readonly pad: 'same' | 'valid' | readonly [number, number, number, number];
}

/** tfjs's Conv2D, with the zeros that are put around its input, the batch normalization and the rectifier that follow it. */
export const fuseConvolution: Fuse = ([first, ...after], { shape }) => {
  const zeros = zerosAround(first);
  const [layer, ...next] = zeros === undefined ? [first, ...after] : after;
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
    rectifier,
    strides: strides as [number, number],
    pad: zeros ?? padding,
  };
  return {
    layers: [...(zeros ? [first] : []), layer, ...(normalization ? [next[0]!] : []), ...layers],
    run: (x, call) => runBranches([branch], x, call)[0]!,
    branch,
  };
};

/** Whether two convolutions of the same input gain from being one operation: where they are matrix products. */
export function join(one: Branch, other: Branch): boolean {
  const product = ({ convolution, strides }: Branch) =>
    [...(convolution.getConfig().kernelSize as number[]), ...strides].every((size) => size === 1);
  return (
    product(one) &&
    product(other) &&
    (one.normalization === undefined) === (other.normalization === undefined)
  );
}

/** The outputs of a convolution, or of several that {@link join}. */
export function runBranches(
  branches: readonly Branch[],
  x: tf.Tensor,
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
  if (normalizations.length === 0) return rectifiedConv2dBranches(x as tf.Tensor4D, own, options);
  const outputs = normalizedConv2dBranches(
    x as tf.Tensor4D,
    own.map((branch, at) => ({ ...branch, ...normalizations[at]!.parameters({ training }) })),
    options,
  );
  return outputs.map(({ y, statistics }, at) => {
    if (statistics) normalizations[at]!.update(statistics);
    return y;
  });
}

/** Above, below, left and right. */
function zerosAround(layer: Layer): [number, number, number, number] | undefined {
  if (layer.getClassName() !== 'ZeroPadding2D') return undefined;
  const { padding, dataFormat } = layer.getConfig();
  if (dataFormat !== 'channelsLast') return undefined;
  return (padding as number[][]).flat() as [number, number, number, number];
}
