import { checkFields, checkValue } from '@rectified/errors';
import * as tfl from '@tensorflow/tfjs-layers';
import { channelsBefore } from './channels-before.js';
import { layer, symbolic } from './checks.js';

type Layer = tfl.layers.Layer;
type Rectified<Args> = Omit<NonNullable<Args>, 'activation'> & {
  /** The activation that follows. It is a separate layer because it may learn or draw something. */
  activation: Layer;
};

export type RectifiedConvolutionArgs = Rectified<Parameters<typeof tfl.layers.conv2d>[0]>;
export type RectifiedDenseArgs = Rectified<Parameters<typeof tfl.layers.dense>[0]>;
export type RectifiedBatchNormalizationArgs = Rectified<Parameters<typeof tfl.layers.batchNormalization>[0]>;

/**
 * A convolution, then an activation: two ordinary layers, `Conv2D` and the activation, in the model and in its
 * saved form. Architectures use this function so that the pair can be fused where that is
 * faster. `filters` is the number of channels after the activation: if it changes the number, the convolution has a different one
 * ({@link channelsBefore}).
 *
 * @example
 * const y = rectifiedConvolution(x, { name: 'conv1', filters: 192, kernelSize: 5, padding: 'same', activation: new ReLU({ name: 'act1' }) });
 */
export function rectifiedConvolution(
  x: tfl.SymbolicTensor,
  args: RectifiedConvolutionArgs,
): tfl.SymbolicTensor {
  return inTurn(x, 'rectifiedConvolution', args, (own, before) =>
    tfl.layers.conv2d({ ...own, filters: before(own.filters) }),
  );
}

/**
 * A dense layer, then an activation: `Dense` and the activation. See {@link rectifiedConvolution}.
 *
 * @example
 * const y = rectifiedDense(x, { name: 'fc1', units: 1024, activation: new ReLU({ name: 'act-fc1' }) });
 */
export function rectifiedDense(x: tfl.SymbolicTensor, args: RectifiedDenseArgs): tfl.SymbolicTensor {
  return inTurn(x, 'rectifiedDense', args, (own, before) =>
    tfl.layers.dense({ ...own, units: before(own.units) }),
  );
}

/**
 * Batch normalization, then an activation: `BatchNormalization` and the activation. See {@link rectifiedConvolution}.
 *
 * @example
 * const y = rectifiedBatchNormalization(x, { name: 'norm1', epsilon: 1e-5, activation: new ReLU({ name: 'act1' }) });
 */
export function rectifiedBatchNormalization(
  x: tfl.SymbolicTensor,
  args: RectifiedBatchNormalizationArgs,
): tfl.SymbolicTensor {
  return inTurn(x, 'rectifiedBatchNormalization', args, tfl.layers.batchNormalization);
}

function inTurn<Args extends object>(
  x: tfl.SymbolicTensor,
  what: string,
  rectified: Args & { activation: Layer },
  make: (args: Omit<Args, 'activation'>, before: (channels: number) => number) => Layer,
): tfl.SymbolicTensor {
  checkValue(`input of ${what}`, x, symbolic);
  const { activation, ...args } = checkFields(what, rectified, { activation: layer });
  const first = make(args, (channels) => channelsBefore(activation, channels));
  return activation.apply(first.apply(x)) as tfl.SymbolicTensor;
}
