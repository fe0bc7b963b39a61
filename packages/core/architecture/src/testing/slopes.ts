import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';

/** The smallest activation that learns: one slope per channel for negative inputs. */
export class Slopes extends tfl.layers.Layer {
  static readonly className = 'TestSlopes';
  private slope!: tfl.LayerVariable;

  override build(shape: tfl.Shape): void {
    this.slope = this.addWeight(
      'slope',
      [shape.at(-1)!],
      'float32',
      tfl.initializers.constant({ value: 0.25 }),
    );
    this.built = true;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.prelu(Array.isArray(inputs) ? inputs[0]! : inputs, this.slope.read());
  }

  override computeOutputShape(shape: tfl.Shape): tfl.Shape {
    return shape;
  }
}
tf.serialization.registerClass(Slopes);
