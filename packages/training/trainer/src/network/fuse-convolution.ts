import { rectifiedConv2dBranches } from '@rectified/native';
import * as tf from '@tensorflow/tfjs-core';
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

/** Whether a convolution gains from being made together with others of the same input: where it is a matrix product. */
export function joins({ convolution, strides }: Branch): boolean {
  return [...(convolution.getConfig().kernelSize as number[]), ...strides].every((size) => size === 1);
}

/** The outputs of convolutions of the same input, alike in size, strides and padding. */
export function runBranches(
  branches: readonly Branch[],
  x: tf.Tensor,
  { training, inputGradient }: Call,
): tf.Tensor[] {
  const { strides, pad } = branches[0]!;
  // The normalization of inference is a part of the convolution, but only where no gradient is wanted.
  const inside = !training && !tf.engine().isTapeOn();
  const convolved = rectifiedConv2dBranches(
    x as tf.Tensor4D,
    branches.map(({ convolution, normalization, rectifier }) => {
      const [filter, bias] = convolution.weights.map((weight) => weight.read());
      return {
        filter: filter as tf.Tensor4D,
        bias: bias as tf.Tensor1D | undefined,
        rectifier: normalization === undefined || inside ? rectifier({ training }) : { kind: 'none' },
        normalization: inside ? normalization?.ofInference() : undefined,
      };
    }),
    { strides, pad, inputGradient },
  );
  return convolved.map((z, i) => {
    const { normalization, rectifier } = branches[i]!;
    if (normalization === undefined || inside) return z;
    const y = normalization.apply(z, rectifier({ training }), { training });
    z.dispose();
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
