import * as tfl from '@tensorflow/tfjs-layers';

type Layer = tfl.layers.Layer;
type ConvolutionArgs = Parameters<typeof tfl.layers.conv2d>[0];

export interface RectifiedConvolutionArgs extends Omit<ConvolutionArgs, 'activation'> {
  /** Follows the convolution. A layer of its own, since it may learn or draw something. */
  activation: Layer;
}

/**
 * A convolution, then an activation: two ordinary layers, `Conv2D` and the activation, in the model and in its
 * saved form. Architectures build this pair by this function so that it can be computed in one go where that is
 * faster.
 *
 * @example
 * const y = rectifiedConvolution(x, { name: 'conv1', filters: 192, kernelSize: 5, padding: 'same', activation: new ReLU({ name: 'act1' }) });
 */
export function rectifiedConvolution(
  x: tfl.SymbolicTensor,
  { activation, ...convolution }: RectifiedConvolutionArgs,
): tfl.SymbolicTensor {
  return activation.apply(tfl.layers.conv2d(convolution).apply(x)) as tfl.SymbolicTensor;
}
