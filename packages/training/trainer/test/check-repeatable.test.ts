import { chooseBackend } from '@rectified/backend';
import { describe, expect, it } from 'vitest';
import { type EngineName, type TrainOptions, train } from '../src/index.js';
import { finish, patches, small, tf, tfl, weightsOf } from './small.js';

await chooseBackend({ backend: 'tfjs-node', kernels: 'plain' });

type Inputs = tf.Tensor | tf.Tensor[];
const xOf = (inputs: Inputs) => [inputs].flat()[0]!;

class Shaken extends tfl.layers.Layer {
  static className = 'TestShaken';
  override call(inputs: Inputs): tf.Tensor {
    const x = xOf(inputs);
    return tf.add(x, tf.randomNormal(x.shape));
  }
}
class Dropping extends tfl.layers.Layer {
  static className = 'TestDropping';
  override call(inputs: Inputs, { training }: { training?: boolean }): tf.Tensor {
    return training ? tf.dropout(xOf(inputs), 0.5) : xOf(inputs);
  }
}
class Trembling extends tfl.layers.Layer {
  static className = 'TestTrembling';
  override call(inputs: Inputs): tf.Tensor {
    const x = xOf(inputs);
    return tf.add(x, tf.randomNormal(x.shape, 0, 3e-4));
  }
}
class RarelyDropping extends tfl.layers.Layer {
  static className = 'TestRarelyDropping';
  override call(inputs: Inputs, { training }: { training?: boolean }): tf.Tensor {
    return training ? tf.dropout(xOf(inputs), 0.01) : xOf(inputs);
  }
}
class Fading extends tfl.layers.Layer {
  static className = 'TestFading';
  calls = 0;
  override call(inputs: Inputs): tf.Tensor {
    return tf.div(xOf(inputs), ++this.calls);
  }
}
class ShakenBack extends tfl.layers.Layer {
  static className = 'TestShakenBack';
  override call(inputs: Inputs): tf.Tensor {
    const gradFunc = (dy: tf.Tensor) => tf.mul(dy, tf.randomUniform(dy.shape, 0, 2));
    return tf.customGrad((x) => ({ value: tf.clone(x as tf.Tensor), gradFunc }))(xOf(inputs));
  }
}
class Drifting extends tfl.layers.Layer {
  static className = 'TestDrifting';
  #mean: tfl.LayerVariable | undefined;
  override build(): void {
    this.#mean = this.addWeight('mean', [], 'float32', tfl.initializers.zeros(), undefined, false);
    this.built = true;
  }
  override call(inputs: Inputs, { training }: { training?: boolean }): tf.Tensor {
    if (training) this.#mean!.write(tf.randomNormal([]));
    return tf.mul(xOf(inputs), 1);
  }
}
/** Takes only what pixels can be. */
class Looking extends tfl.layers.Layer {
  static className = 'TestLooking';
  override call(inputs: Inputs): tf.Tensor {
    const x = xOf(inputs);
    return tf.mul(x, tf.gather(tf.linspace(0, 1, 256), tf.cast(x, 'int32')));
  }
}
/** The same noise in every step. */
class Shifted extends tfl.layers.Layer {
  static className = 'TestShifted';
  override call(inputs: Inputs): tf.Tensor {
    const x = xOf(inputs);
    return tf.add(x, tf.randomNormal(x.shape.slice(1), 0, 1, 'float32', 7));
  }
}

const train8 = (model: tfl.LayersModel, more: Partial<TrainOptions>) =>
  finish(
    train(model, {
      data: { train: patches(8) },
      optimizer: { rate: 0.01 },
      ...{ epochs: 1, batch: 4, seed: 1, ...more },
    }),
  );

const run = (activation: () => tfl.layers.Layer, engine: EngineName) => {
  const model = small({ activation, convolution: true });
  return { model, run: train8(model, { engine }) };
};

describe.each(['eager', 'compiled'] as const)('with the engine %s, training', (engine) => {
  it.each([Shaken, Dropping, Trembling, RarelyDropping, Fading])(
    'refuses what computes something else every time: %s',
    async (Layer) => {
      const { model, run: refused } = run(() => new Layer(), engine);
      const before = weightsOf(model);
      await expect(refused).rejects.toThrow(
        /computes something else every time: .* got other numbers from the layer act\./,
      );
      expect(weightsOf(model)).toEqual(before);
    },
  );

  it('refuses state that is in no checkpoint', async () => {
    const hidden = tf.variable(tf.scalar(5), false, 'hidden state');
    class Counting extends tfl.layers.Layer {
      static className = 'TestCounting';
      override call(inputs: Inputs, { training }: { training?: boolean }): tf.Tensor {
        const x = xOf(inputs);
        if (training) hidden.assign(tf.mean(x));
        return tf.mul(x, 1);
      }
    }
    await expect(run(() => new Counting(), engine).run).rejects.toThrow(
      /changes the variable "hidden state", which is not one of its weights: .*addWeight/,
    );
    hidden.dispose();
  });

  it('refuses such state also where a layer makes it in its first call', async () => {
    const own: tf.Variable[] = [];
    class Lazy extends tfl.layers.Layer {
      static className = 'TestLazy';
      override call(inputs: Inputs, { training }: { training?: boolean }): tf.Tensor {
        const x = xOf(inputs);
        own[0] ??= tf.variable(tf.scalar(0), false, 'made late');
        if (training) own[0].assign(tf.mean(x));
        return tf.mul(x, 1);
      }
    }
    await expect(run(() => new Lazy(), engine).run).rejects.toThrow(
      /changes the variable "made late", which is not one of its weights/,
    );
    own[0]?.dispose();
  });

  it('refuses noise that shows only behind the network', async () => {
    const other = /every time: .* got other gradients or weights\./;
    await expect(run(() => new ShakenBack(), engine).run).rejects.toThrow(other);
    await expect(run(() => new Drifting(), engine).run).rejects.toThrow(/every time/);
    const model = small({ activation: () => new Shaken() });
    const head = model.getLayer('logits');
    head.setWeights(head.getWeights().map((weight) => tf.zerosLike(weight)));
    await expect(train8(model, { engine })).rejects.toThrow(/from the layer act\./);
  });

  it('takes rounding where a gradient is nothing else', async () => {
    /** As a device that rounds differently the second time. */
    class Rounding extends tfl.layers.Layer {
      static className = 'TestRounding';
      override call(inputs: Inputs): tf.Tensor {
        const x = xOf(inputs);
        return tf.mul(x, tf.add(1, tf.randomUniform(x.shape, 0, 2e-7)));
      }
    }
    const layers = [
      tfl.layers.conv2d({ filters: 8, kernelSize: 3, inputShape: [6, 6, 3] }),
      new Rounding(),
      tfl.layers.batchNormalization(),
      tfl.layers.flatten(),
      tfl.layers.dense({ name: 'logits', units: 4 }),
    ];
    await train8(tfl.sequential({ layers }), { engine: 'eager' });
  });

  it('refuses a layer that the loss does not depend on', async () => {
    class Idle extends tfl.layers.Layer {
      static className = 'TestIdle';
      override build(): void {
        this.addWeight('idle', [], 'float32', tfl.initializers.zeros());
        this.built = true;
      }
      override call(inputs: Inputs): tf.Tensor {
        return tf.mul(xOf(inputs), 1);
      }
    }
    const model = small({ activation: () => new Idle() });
    const tensors = tf.memory().numTensors;
    await expect(train8(model, { engine })).rejects.toThrow(/does not depend on the variable .*idle/);
    expect(tf.memory().numTensors).toBe(tensors);
  });

  it('takes what needs real images', async () => {
    const model = tfl.sequential({
      layers: [
        new Looking({ inputShape: [6, 6, 3] } as never),
        tfl.layers.flatten(),
        tfl.layers.dense({ name: 'logits', units: 4 }),
      ],
    });
    await train8(model, { engine: 'eager', input: { shift: 0, scale: 1 } });
  });

  it('takes what a seed makes the same, and what changes weights in every step', async () => {
    await run(() => new Shifted(), engine).run;
    await run(() => tfl.layers.batchNormalization(), engine).run;
  });
});
