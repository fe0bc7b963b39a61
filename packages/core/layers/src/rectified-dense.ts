import * as tfl from '@tensorflow/tfjs-layers';

type Layer = tfl.layers.Layer;
type DenseArgs = Parameters<typeof tfl.layers.dense>[0];

export interface RectifiedDenseArgs extends Omit<DenseArgs, 'activation'> {
  /** Follows the dense layer. A layer of its own, since it may learn or draw something. */
  activation: Layer;
}

/**
 * A dense layer, then an activation: two ordinary layers, `Dense` and the activation, in the model and in its saved
 * form. See {@link rectifiedConvolution}.
 *
 * @example
 * const y = rectifiedDense(x, { name: 'fc1', units: 1024, activation: new ReLU({ name: 'act-fc1' }) });
 */
export function rectifiedDense(
  x: tfl.SymbolicTensor,
  { activation, ...dense }: RectifiedDenseArgs,
): tfl.SymbolicTensor {
  return activation.apply(tfl.layers.dense(dense).apply(x)) as tfl.SymbolicTensor;
}
