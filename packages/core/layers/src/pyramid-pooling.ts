import type * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';

type Layer = tfl.layers.Layer;
export type LayerArgs = NonNullable<ConstructorParameters<typeof tfl.layers.Layer>[0]>;

/** What the two pyramid pooling layers have in common: maps in, one vector with several levels out. */
export abstract class PyramidPooling2D extends tfl.layers.Layer {
  constructor(args: LayerArgs) {
    super(args);
    this.inputSpec = [new tfl.InputSpec({ ndim: 4 })];
  }

  protected abstract pool(x: tf.Tensor4D): tf.Tensor2D;

  /** The number of bins over all levels; null if it depends on an unknown size. */
  protected abstract bins(height: number | null, width: number | null): number | null;

  override computeOutputShape(inputShape: tfl.Shape | tfl.Shape[]): tfl.Shape {
    const [batch, height, width, channels] = inputShape as tfl.Shape;
    const bins = this.bins(height!, width!);
    return [batch!, bins === null ? null : bins * channels!];
  }

  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: Parameters<Layer['call']>[1]): tf.Tensor {
    this.invokeCallHook(inputs, kwargs);
    return this.pool((Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor4D);
  }
}
