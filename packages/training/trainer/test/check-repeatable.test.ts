import { chooseBackend } from '@rectified/backend';
import { describe, expect, it } from 'vitest';
import { type EngineName, train } from '../src/index.js';
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
class Fading extends tfl.layers.Layer {
  static className = 'TestFading';
  calls = 0;
  override call(inputs: Inputs): tf.Tensor {
    return tf.div(xOf(inputs), ++this.calls);
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

const run = (activation: () => tfl.layers.Layer, engine: EngineName) => {
  const model = small({ activation, convolution: true });
  const data = { train: patches(8) };
  return {
    model,
    run: finish(train(model, { data, optimizer: { rate: 0.01 }, epochs: 1, batch: 4, seed: 1, engine })),
  };
};

describe.each(['eager', 'compiled'] as const)('with the engine %s, training', (engine) => {
  it.each([Shaken, Dropping, Fading])(
    'refuses what computes something else every time: %s',
    async (Layer) => {
      const { model, run: refused } = run(() => new Layer(), engine);
      const before = weightsOf(model);
      await expect(refused).rejects.toThrow(/computes something else every time: .* differ by \d/);
      expect(weightsOf(model)).toEqual(before);
    },
  );

  it('takes what a seed makes the same, and what changes weights in every step', async () => {
    await run(() => new Shifted(), engine).run;
    await run(() => tfl.layers.batchNormalization(), engine).run;
  });
});
