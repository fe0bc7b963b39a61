import { loadBackends } from '@rectified/backend';
import { isInputError } from '@rectified/errors';
import { type CeilAveragePooling2D, describeModel, gaussian, type SeededDropout } from '@rectified/layers';
import { streamOf } from '@rectified/random';
import { closeTo } from '@rectified/testing';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { type NinOptions, nin } from '../src/index.js';
import { Slopes } from './slopes.js';

const backends = await loadBackends();
const relu = () => tfl.layers.reLU();
const leaky = () => tfl.layers.leakyReLU({ alpha: 1 / 5.5 });

/** Section 2.1 of the paper's specification: layer, output shape, parameters, multiplications. */
const table: [string, number[], number, number][] = [
  ['conv1', [32, 32, 192], 14_592, 14_745_600],
  ['conv2', [32, 32, 160], 30_880, 31_457_280],
  ['conv3', [32, 32, 96], 15_456, 15_728_640],
  ['pool1', [16, 16, 96], 0, 0],
  ['drop1', [16, 16, 96], 0, 0],
  ['conv4', [16, 16, 192], 460_992, 117_964_800],
  ['conv5', [16, 16, 192], 37_056, 9_437_184],
  ['conv6', [16, 16, 192], 37_056, 9_437_184],
  ['pool2', [8, 8, 192], 0, 0],
  ['drop2', [8, 8, 192], 0, 0],
  ['conv7', [8, 8, 192], 331_968, 21_233_664],
  ['conv8', [8, 8, 192], 37_056, 2_359_296],
];
const ends: Record<number, [string, number[], number, number][]> = {
  10: [
    ['conv9', [8, 8, 10], 1_930, 122_880],
    ['pool3', [10], 0, 0],
  ],
  100: [
    ['conv9', [8, 8, 100], 19_300, 1_228_800],
    ['pool3', [100], 0, 0],
  ],
};

describe.each([
  { classes: 10, parameters: 966_986, slopes: 1_418, macs: 222_486_528 },
  { classes: 100, parameters: 984_356, slopes: 1_508, macs: 223_592_448 },
])('nin with $classes classes', ({ classes, parameters, slopes, macs }) => {
  const described = describeModel(nin({ classes, activation: relu }));

  it('has the layers of Table 1', () => {
    const rows = described.layers
      .filter(({ name }) => !/^(act|image)/.test(name))
      .map((layer) => [layer.name, layer.outputShape, layer.parameters, layer.macs]);
    expect(rows).toEqual([...table, ...ends[classes]!]);
  });

  it('has the parameters and multiplications of the specification', () => {
    expect(described.parameters).toBe(parameters);
    expect(described.macs).toBe(macs);
  });

  it('learns one slope per activated channel besides', () => {
    const model = nin({ classes, activation: () => new Slopes() });
    expect(model.countParams()).toBe(parameters + slopes);
  });
});

describe('nin', () => {
  it('puts an activation behind every convolution', () => {
    const names = nin({ classes: 10, activation: relu, width: 0.1 }).layers.map(({ name }) => name);
    for (let place = 1; place <= 9; place++)
      expect(names[names.indexOf(`conv${place}`) + 1]).toBe(`act${place}`);
    expect(new Set(names).size).toBe(names.length);
  });

  it('names its variables after its layers, in every model', () => {
    for (let model = 0; model < 2; model++) {
      const { trainableWeights } = nin({ classes: 10, activation: () => new Slopes(), width: 0.1 });
      const names = trainableWeights.map((weight) => (weight as tfl.LayerVariable).originalName);
      const expected = Array.from({ length: 9 }, (_, i) => [
        `conv${i + 1}/kernel`,
        `conv${i + 1}/bias`,
        `act${i + 1}/slope`,
      ]);
      expect(names).toEqual(expected.flat());
    }
  });

  it('starts with the same weights for the same seed, whatever the activation', () => {
    const weights = (options: Partial<NinOptions>) =>
      nin({ classes: 10, activation: relu, width: 0.25, ...options })
        .layers.filter(({ name }) => name.startsWith('conv'))
        .flatMap((layer) => layer.getWeights().map((weight) => weight.dataSync()));
    const expected = weights({ seed: 3 });
    expect(weights({ seed: 3, activation: leaky })).toEqual(expected);
    expect(weights({ seed: 3, activation: () => new Slopes() })).toEqual(expected);
    expect(weights({ seed: 4 })).not.toEqual(expected);
  });

  it('draws every kernel from N(0, 0.05), the others wider where the network is narrower', () => {
    const expectDeviation = (expected: number, layer: string, options: Partial<NinOptions> = {}) => {
      const [kernel] = nin({ classes: 10, activation: relu, ...options })
        .getLayer(layer)
        .getWeights();
      const deviation = tf.moments(kernel!).variance.dataSync()[0]! ** 0.5;
      expect(Math.abs(deviation / expected - 1)).toBeLessThan(4 / Math.sqrt(2 * kernel!.size));
    };
    expectDeviation(0.05, 'conv1');
    expectDeviation(0.05, 'conv4');
    expectDeviation(0.05, 'conv1', { width: 0.25 });
    expectDeviation(0.1, 'conv4', { width: 0.25 });
    expectDeviation(Math.sqrt(2 / 2400), 'conv4', { initialization: 'he-fan-in' });
    const layers: string[] = [];
    const initialization: NinOptions['initialization'] = ({ layer, ...key }) => {
      layers.push(layer);
      expect(key.stream).toBe(streamOf(`${layer}/kernel`));
      return gaussian({ ...key, deviation: layer === 'conv1' ? 0.001 : 0.01 });
    };
    expectDeviation(0.001, 'conv1', { initialization });
    expect(layers).toEqual(Array.from({ length: 9 }, (_, i) => `conv${i + 1}`));
  });

  it('hands its options on', () => {
    const model = nin({
      classes: 3,
      activation: relu,
      dropout: 0.2,
      averagePoolEdge: 'full',
      width: 0.001,
      shape: [20, 24, 1],
      seed: 5,
    });
    expect((model.getLayer('pool2') as CeilAveragePooling2D).edge).toBe('full');
    const [first, second] = ['drop1', 'drop2'].map((name) => model.getLayer(name) as SeededDropout);
    expect(first!.rate).toBe(0.2);
    expect(first!.noise).toEqual({ seed: 5, stream: streamOf('drop1'), step: 0 });
    expect(second!.noise).toEqual({ seed: 5, stream: streamOf('drop2'), step: 0 });
    expect(model.getLayer('conv1').outputShape).toEqual([null, 20, 24, 1]);
    expect((model.predict(tf.ones([2, 20, 24, 1])) as tf.Tensor).shape).toEqual([2, 3]);
    const edge = nin({ classes: 3, activation: relu }).getLayer('pool2') as CeilAveragePooling2D;
    expect(edge.edge).toBe('present');
  });

  it('gives logits: means over the last activated maps', () => {
    const model = nin({ classes: 5, activation: leaky, width: 0.1, seed: 1 });
    const maps = tfl.model({
      inputs: model.inputs,
      outputs: model.getLayer('act9').output as tfl.SymbolicTensor,
    });
    const x = tf.randomUniform([2, 32, 32, 3], -2, 2);
    const expected = tf.mean(maps.predict(x) as tf.Tensor, [1, 2]);
    closeTo((model.predict(x) as tf.Tensor).dataSync(), expected.dataSync());
    expect(tf.min(expected).dataSync()[0]).toBeLessThan(0);
  });

  it('gives the same after being saved and loaded', async () => {
    const model = nin({ classes: 5, activation: leaky, width: 0.1, seed: 1 });
    let artifacts: tf.io.ModelArtifacts = {};
    await model.save(
      tf.io.withSaveHandler(async (saved) => {
        artifacts = saved;
        return { modelArtifactsInfo: tf.io.getModelArtifactsInfoForJSON(saved) };
      }),
    );
    const loaded = await tfl.loadLayersModel(tf.io.fromMemory(artifacts));
    const x = tf.randomUniform([2, 32, 32, 3]);
    expect((loaded.predict(x) as tf.Tensor).dataSync()).toEqual((model.predict(x) as tf.Tensor).dataSync());
    expect(loaded.layers.map(({ name }) => name)).toEqual(model.layers.map(({ name }) => name));
  });

  it.each<[Partial<NinOptions>, string]>([
    [{ classes: 0 }, 'bad number of classes: expected a whole number above 0, got 0'],
    [{ width: -1 }, 'bad width: expected a number above 0, got -1'],
    [{ initialization: 'xaver' as 'xavier' }, 'Did you mean "xavier"?'],
    [
      {
        activation: (
          (layer) => () =>
            layer
        )(relu()),
      },
      'activation() gave the same layer twice',
    ],
  ])('refuses %o', (options, message) => {
    let error: unknown;
    try {
      nin({ classes: 10, activation: relu, ...options });
    } catch (thrown) {
      error = thrown;
    }
    expect(isInputError(error)).toBe(true);
    expect((error as Error).message).toContain(message);
  });
});

// wasm trains only with kernels that tfjs lacks there; loadBackends registers them.
const training = backends.filter((backend) => tf.getKernel('Conv2DBackpropFilter', backend));

describe.skipIf(training.length < 2)(`gradients on ${training.join(', ')}`, () => {
  it('agree, with dropout', async () => {
    const gradients = [];
    for (const backend of training) {
      await tf.setBackend(backend);
      const model = nin({ classes: 10, activation: () => new Slopes(), width: 0.05, seed: 1 });
      const x = tf.tensor(
        Array.from({ length: 2 * 32 * 32 * 3 }, (_, i) => Math.sin(i * i)),
        [2, 32, 32, 3],
      );
      const labels = tf.oneHot([3, 7], 10);
      const { grads } = tf.variableGrads(
        () =>
          tf.losses.softmaxCrossEntropy(labels, model.apply(x, { training: true }) as tf.Tensor) as tf.Scalar,
      );
      gradients.push(Object.values(grads).map((gradient) => Array.from(gradient.dataSync())));
    }
    const [expected, ...others] = gradients;
    expect(expected).toHaveLength(27);
    for (const gradient of expected!) expect(Math.max(...gradient.map(Math.abs))).toBeGreaterThan(0);
    for (const other of others)
      other.forEach((gradient, i) => {
        const scale = Math.max(...expected![i]!.map(Math.abs));
        closeTo(gradient, expected![i]!, { absolute: 1e-4 * scale, relative: 1e-3 });
      });
  });
});
