import { rectifiedConv2d } from '@rectified/native';
import type * as tf from '@tensorflow/tfjs-core';
import { followingRectifier } from './following-rectifier.js';
import type { Fuse } from './plan.js';

/** tfjs's Conv2D, with the rectifier that follows it. */
export const fuseConvolution: Fuse = (layer, next) => {
  if (layer.getClassName() !== 'Conv2D') return undefined;
  const { strides, padding, dataFormat, dilationRate, activation, useBias } = layer.getConfig();
  if (dataFormat !== 'channelsLast' || activation !== 'linear') return undefined;
  if (padding !== 'same' && padding !== 'valid') return undefined;
  if ([dilationRate].flat().some((rate) => rate !== 1)) return undefined;
  const { layers, rectifier } = followingRectifier(layer, next);
  return {
    layers,
    run: (x, { training, inputGradient }) => {
      const [kernel, bias] = layer.weights.map((weight) => weight.read());
      return rectifiedConv2d(
        x as tf.Tensor4D,
        kernel as tf.Tensor4D,
        useBias ? (bias as tf.Tensor1D) : null,
        rectifier({ training }),
        { strides: strides as [number, number], pad: padding, inputGradient },
      );
    },
  };
};
