import { firstNoise, type NoiseKey } from '@rectified/random';
import { randomUniform } from '@rectified/random/tensors';
import * as tf from '@tensorflow/tfjs-core';
import { initializers, type LayerVariable, layers } from '@tensorflow/tfjs-layers';
import type { Activation } from '../src/index.js';

type Config = { divisor?: number; seed?: number } & ConstructorParameters<typeof layers.Layer>[0];

let count = 0;

/** A sound activation, x/2 on the negative side by default, with whatever is to be wrong with it replaced. */
export function activationOf(
  call: (x: tf.Tensor, divisor: number) => tf.Tensor = half,
  changes: Partial<Activation> & { className?: string; register?: boolean; config?: boolean } = {},
): Activation {
  const {
    className = `TestActivation${count++}`,
    register = true,
    config: keepsConfig = true,
    ...description
  } = changes;
  class Layer extends layers.Layer {
    static className = className;
    private readonly divisor: number;
    constructor({ divisor = 2, ...config }: Config = {}) {
      super(config);
      this.divisor = divisor;
    }
    override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
      return call([inputs].flat()[0]!, this.divisor);
    }
    override getConfig(): tf.serialization.ConfigDict {
      return { ...super.getConfig(), ...(keepsConfig && { divisor: this.divisor }) };
    }
  }
  if (register) tf.serialization.registerClass(Layer);
  return {
    name: 'half',
    title: 'Half',
    paper: { title: 'On Halves', authors: ['Doe'], year: 2020 },
    layer: Layer,
    variants: { '4': { title: 'Half, a = 4', config: { divisor: 4 } } },
    ...description,
  };
}

export function half(x: tf.Tensor, divisor: number): tf.Tensor {
  return tf.tidy(() => tf.leakyRelu(tf.cast(x, 'float32'), 1 / divisor));
}

/** What it gives by default. */
export const values = [
  [-1, -0.5],
  [0, 0],
  [Infinity, Infinity],
  [-Infinity, -Infinity],
] as const;

/** A sound activation with a learned slope; `gradient` may spoil the slope's. */
export function learnedOf(gradient: (ds: tf.Tensor) => tf.Tensor = (ds) => ds): Activation {
  const spoil = tf.customGrad((s) => ({ value: tf.clone(s as tf.Tensor), gradFunc: (ds) => gradient(ds) }));
  class Layer extends layers.Layer {
    static className = `TestActivation${count++}`;
    private slope!: LayerVariable;
    override build(): void {
      this.slope = this.addWeight('slope', [1], 'float32', initializers.constant({ value: 0.5 }));
      this.built = true;
    }
    override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
      const x = [inputs].flat()[0]!;
      return tf.tidy(() =>
        tf.add(tf.relu(x), tf.mul(spoil(this.slope.read()), tf.minimum(tf.cast(x, 'float32'), 0))),
      );
    }
  }
  tf.serialization.registerClass(Layer);
  return { ...activationOf(), layer: Layer, variants: {} };
}

/** A sound activation with noise on the negative side, in training; the functions say what may be wrong with it. */
export function noisyOf({
  next = (noise: NoiseKey, training: boolean) => (training ? { ...noise, step: noise.step + 1 } : noise),
  key = (noise: NoiseKey) => noise,
  backwardKey = (noise: NoiseKey) => noise,
  inference = (_: NoiseKey): number => 0.5,
  first = firstNoise,
} = {}): Activation {
  class Layer extends layers.Layer {
    static className = `TestActivation${count++}`;
    noise: NoiseKey;
    constructor({ seed, divisor, ...config }: Config = {}) {
      super(config);
      this.noise = first(seed);
    }
    override call(inputs: tf.Tensor | tf.Tensor[], { training = false } = {}): tf.Tensor {
      const noise = this.noise;
      this.noise = next(noise, training);
      return tf.tidy(() => {
        const input = tf.cast([inputs].flat()[0]!, 'float32');
        if (!training) return tf.leakyRelu(input, inference(noise));
        return tf.customGrad((x, save) => {
          (save as tf.GradSaveFunc)([x as tf.Tensor]);
          const multiples = (t: tf.Tensor, by: NoiseKey) => tf.mul(t, randomUniform(t.shape, by));
          return {
            value: tf.maximum(x as tf.Tensor, multiples(x as tf.Tensor, key(noise))),
            gradFunc: (dy, [x]) => tf.where(tf.greater(x!, 0), dy, multiples(dy, backwardKey(key(noise)))),
          };
        })(input);
      });
    }
  }
  tf.serialization.registerClass(Layer);
  return { ...activationOf(), layer: Layer, variants: {} };
}
