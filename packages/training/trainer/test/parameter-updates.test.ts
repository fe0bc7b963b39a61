import type { ParameterUpdate } from '@rectified/activation';
import { loadBackends } from '@rectified/backend';
import { PReLU } from '@rectified/prelu';
import { closeTo } from '@rectified/testing';
import { beforeAll, describe, expect, it } from 'vitest';
import { type SgdConfig, sgd, train } from '../src/index.js';
import { layersOf } from '../src/layers-of.js';
import { momentumSgd } from '../src/momentum-sgd.js';
import { parameterUpdates } from '../src/parameter-updates.js';
import { finish, patches, small, tf, tfl, weightsOf } from './small.js';

const backends = await loadBackends();

/** Adds a learned number, and says of it what the test wants. */
class Adding extends tfl.layers.Layer {
  static className = 'TestAdding';
  private offset!: tfl.LayerVariable;
  constructor(readonly parameterUpdates: Record<string, ParameterUpdate> = {}) {
    super({});
  }
  override build(): void {
    this.offset = this.addWeight('slope', [1], 'float32', tfl.initializers.ones());
    this.built = true;
  }
  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.add([inputs].flat()[0]!, this.offset.read());
  }
}

/** What one step with a gradient of 1 makes of the weights of a layer in a model. */
function stepped(layer: tfl.layers.Layer, config: SgdConfig): number[] {
  const model = small({ activation: () => layer });
  const optimizer = momentumSgd(model.trainableWeights, sgd(config), parameterUpdates(layersOf(model)));
  tf.tidy(() => {
    const ones = optimizer.variables.map((variable) => [variable.name, tf.onesLike(variable)]);
    optimizer.update(Object.fromEntries(ones), { step: 0, epoch: 1, steps: 1 });
  });
  const [weight] = layer.getWeights();
  const numbers = [...weight!.dataSync()];
  optimizer.dispose();
  model.dispose();
  return numbers;
}

describe.each(backends)('on %s', (backend) => {
  beforeAll(async () => {
    await tf.setBackend(backend);
  });

  it.each([
    ['slope', 0.25],
    ['divisor', 4],
  ] as const)('a PReLU learns its %s at twice the rate, without decay', (learned, start) => {
    const moved = stepped(new PReLU({ learned }), { rate: 0.01, momentum: 0, decay: 0.5 });
    closeTo(
      moved,
      moved.map(() => start - 2 * 0.01),
    );
  });
});

it('a divisor stays where no gradient moves it', async () => {
  const model = small({ activation: () => new PReLU({ learned: 'divisor' }), convolution: true });
  const frozen = ['hidden/*', 'logits/*'].map((match) => ({ match, rateFactor: 0 }));
  // A hidden layer without weights gives 0 everywhere, where a slope changes nothing.
  const hidden = model.getLayer('hidden');
  hidden.setWeights(hidden.getWeights().map((weight) => tf.zerosLike(weight)));
  await finish(
    train(model, {
      data: { train: patches(40) },
      optimizer: { rate: 0.1, decay: 0.1, groups: frozen },
      epochs: 5,
      batch: 10,
      seed: 1,
    }),
  ).catch(() => undefined);
  expect(weightsOf(model)['act/divisor']).toEqual(Array(8).fill(4));
});

describe('a layer that says how its parameters are updated', () => {
  const plain = { rate: 0.1, momentum: 0, decay: 0.5 };

  it('is believed, rather than the name of a weight', () => {
    closeTo(stepped(new Adding({ slope: { rateFactor: 3, decayFactor: 2 } }), plain), [1 - 0.3 * (1 + 1)]);
  });

  it('is updated as its weights are called where it says nothing', () => {
    closeTo(stepped(new Adding({}), plain), [1 - 0.2]);
    closeTo(stepped(new Adding({ slope: { rateFactor: 1 } }), plain), [1 - 0.1]);
  });

  it('is overruled by a group', () => {
    const groups = [{ match: '*/slope', decayFactor: 4 }];
    closeTo(stepped(new Adding({ slope: { rateFactor: 3 } }), { ...plain, groups }), [1 - 0.3 * (1 + 2)]);
  });

  it('is heard within a model and a wrapper', () => {
    const inner = new PReLU({ learned: 'divisor' });
    const wrapped = tfl.layers.timeDistributed({ layer: inner });
    const model = tfl.sequential({
      layers: [
        tfl.layers.inputLayer({ inputShape: [3, 2] }),
        tfl.sequential({ layers: [tfl.layers.inputLayer({ inputShape: [3, 2] }), wrapped] }),
      ],
    });
    const [weight] = model.trainableWeights;
    expect(parameterUpdates(layersOf(model)).get(weight!)).toEqual({ rateFactor: 2, decayFactor: 0 });
  });

  it.each([
    [{ slop: {} }, /parameterUpdates of layer act.*slope.*slop/],
    [{ slope: { rate: 2 } }, /rateFactor/],
    [{ slope: { rateFactor: -1 } }, /rateFactor.*at least 0.*-1/],
    [{ slope: { decayFactor: Number.NaN } }, /decayFactor.*at least 0.*NaN/],
  ])('is refused where it makes no sense: %j', (updates, message) => {
    expect(() => stepped(new Adding(updates as Record<string, ParameterUpdate>), plain)).toThrow(message);
  });
});

it.each([{ dropout: 0.5 }, { recurrentDropout: 0.5 }])('refuses a recurrent layer with %o', (noise) => {
  const model = tfl.sequential({ layers: [tfl.layers.lstm({ units: 2, inputShape: [3, 2], ...noise })] });
  expect(() => layersOf(model)).toThrow(/noise of layer .*cannot be seeded/);
});

it('refuses a dropout of tfjs within a wrapper', () => {
  const layer = tfl.layers.dropout({ rate: 0.5 });
  const model = tfl.sequential({ layers: [tfl.layers.timeDistributed({ layer, inputShape: [3, 2] })] });
  expect(() => layersOf(model)).toThrow(/cannot be seeded/);
});
