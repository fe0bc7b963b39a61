import {
  describesCall,
  type NegativeSlope,
  type ParameterUpdate,
  type Rectifying,
  type SelfUpdating,
} from '@rectified/activation';
import { checkLayerOptions, InputError } from '@rectified/errors';
import * as tf from '@tensorflow/tfjs-core';
import { InputSpec, initializers, type LayerVariable, layers, type Shape } from '@tensorflow/tfjs-layers';
import { prelu } from './prelu.js';

/** What is learned, and what every tfjs layer takes (`name`, `inputShape`, ...). */
export type PReLUConfig = {
  /** In (0, 1]. Default 0.25 (He et al.; cxxnet). */
  initialSlope?: number;
  /**
   * `slope` (default): y = s x, as cxxnet computed it. `divisor`: y = x/a, as arXiv 1505.00853 writes it; a starts
   * at `1 / initialSlope` and is clipped to at least 1 in the same way, with the gradient da = sum of -x/a² dy.
   */
  learned?: 'slope' | 'divisor';
} & ConstructorParameters<typeof layers.Layer>[0];

/** What is above 1 is a divisor. */
const initialSlope = (slope: unknown) =>
  typeof slope === 'number' && slope > 0 ? `initialSlope: ${slope > 1 ? 1 / slope : slope}` : undefined;
const initializer = 'All slopes start at the number initialSlope';
const channels = 'There is one slope for each channel (last axis): leave it out';
const clipped = 'The slope is clipped to [0, 1], and the trainer does not decay it: leave it out';

/** tfjs and Keras, PyTorch, cxxnet; a bare number. */
const foreignOptions = {
  alpha: initialSlope,
  a: initialSlope,
  init: initialSlope,
  init_slope: initialSlope,
  number: initialSlope,
  divisor: initialSlope,
  alphaInitializer: initializer,
  alpha_initializer: initializer,
  weight: initializer,
  sharedAxes: channels,
  shared_axes: channels,
  num_parameters: channels,
  numParameters: channels,
  alphaRegularizer: clipped,
  alphaConstraint: clipped,
};

/**
 * Parametric ReLU as a layer, one slope for each channel (last axis): {@link prelu}. Saved models know it as
 * `RectifiedPReLU`.
 *
 * Its one weight is called `slope` (or `divisor`). cxxnet treated it as it treated a bias: no weight decay, and
 * twice the learning rate of the kernels. That is the trainer's business; `parameterUpdates` tells it.
 *
 * @example
 * model.add(new PReLU({ initialSlope: 0.25 }));
 */
export class PReLU extends layers.Layer implements Rectifying, SelfUpdating {
  static className = 'RectifiedPReLU';
  readonly initialSlope: number;
  readonly learned: 'slope' | 'divisor';
  private weight!: LayerVariable;

  constructor(config: PReLUConfig = {}) {
    super(checkLayerOptions('PReLU', config, ['initialSlope', 'learned'], foreignOptions));
    const { initialSlope = 0.25, learned = 'slope' } = config;
    if (!(typeof initialSlope === 'number' && initialSlope > 0 && initialSlope <= 1))
      throw new InputError({
        what: 'initialSlope of a PReLU',
        expected: 'a number in (0, 1]',
        got: typeof initialSlope === 'number' ? String(initialSlope) : JSON.stringify(initialSlope),
      });
    if (learned !== 'slope' && learned !== 'divisor')
      throw new InputError({
        what: 'what a PReLU learns',
        expected: '"slope" or "divisor"',
        got: JSON.stringify(learned),
      });
    this.initialSlope = initialSlope;
    this.learned = learned;
    this.supportsMasking = true;
  }

  override build(inputShape: Shape | Shape[]): void {
    const shape = (Array.isArray(inputShape[0]) ? inputShape[0] : inputShape) as Shape;
    const channels = shape.at(-1);
    if (shape.length < 2 || !channels)
      throw new InputError({
        what: 'input of a PReLU',
        expected: 'a shape [batch, ..., channels] with a known number of channels',
        got: `[${shape.join(', ')}]`,
      });
    const value = this.learned === 'slope' ? this.initialSlope : 1 / this.initialSlope;
    this.weight = this.addWeight(this.learned, [channels], 'float32', initializers.constant({ value }));
    this.inputSpec = [new InputSpec({ minNDim: 2, axes: { [-1]: channels } })];
    this.built = true;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const x = Array.isArray(inputs) ? inputs[0]! : inputs;
    return tf.tidy(() => prelu(x, this.slopes()));
  }

  rectifier(): NegativeSlope {
    return { kind: 'channel', slopes: this.slopes(), clip: [0, 1] };
  }

  /** As of a bias in all configurations of cxxnet's authors (`prelu_layer-inl.hpp:61-63`). */
  get parameterUpdates(): Record<string, ParameterUpdate> {
    return { [this.learned]: { rateFactor: 2, decayFactor: 0 } };
  }

  private slopes(): tf.Tensor {
    const weight = this.weight.read();
    return this.learned === 'slope' ? weight : tf.tidy(() => tf.div(1, atLeastOne(weight)));
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), initialSlope: this.initialSlope, learned: this.learned };
  }
}
tf.serialization.registerClass(PReLU);
describesCall(PReLU);

/** max(a, 1), and a gradient that the clip does not mask. */
const atLeastOne = tf.customGrad((a) => ({
  value: tf.maximum(a as tf.Tensor, 1),
  gradFunc: (dy) => tf.clone(dy),
}));
