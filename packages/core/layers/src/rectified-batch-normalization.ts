import * as tfl from '@tensorflow/tfjs-layers';

type Layer = tfl.layers.Layer;
type BatchNormalizationArgs = NonNullable<Parameters<typeof tfl.layers.batchNormalization>[0]>;

export interface RectifiedBatchNormalizationArgs extends BatchNormalizationArgs {
  /** Follows the normalization. A layer of its own, since it may learn or draw something. */
  activation: Layer;
}

/**
 * Batch normalization, then an activation: two ordinary layers, `BatchNormalization` and the activation, in the model
 * and in its saved form. See {@link rectifiedConvolution}.
 *
 * @example
 * const y = rectifiedBatchNormalization(x, { name: 'norm1', epsilon: 1e-5, activation: new ReLU({ name: 'act1' }) });
 */
export function rectifiedBatchNormalization(
  x: tfl.SymbolicTensor,
  { activation, ...normalization }: RectifiedBatchNormalizationArgs,
): tfl.SymbolicTensor {
  return activation.apply(tfl.layers.batchNormalization(normalization).apply(x)) as tfl.SymbolicTensor;
}
