import { loadBackends } from '@rectified/backend';
import { isInputError } from '@rectified/errors';
import { describeModel, gaussian, type SeededDropout } from '@rectified/layers';
import { streamOf } from '@rectified/random';
import { closeTo } from '@rectified/testing';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { type NdsbNetOptions, ndsbNet } from '../src/index.js';
import { Slopes } from './slopes.js';

const backends = await loadBackends();
const relu = () => tfl.layers.reLU();
const leaky = () => tfl.layers.leakyReLU({ alpha: 1 / 5.5 });

/** The full network, without the seconds that drawing 17 million weights takes. */
const full = (options: Partial<NdsbNetOptions> = {}) =>
  ndsbNet({ classes: 121, activation: relu, initialization: () => tfl.initializers.zeros(), ...options });
const small = (options: Partial<NdsbNetOptions> = {}) =>
  ndsbNet({ classes: 5, activation: leaky, width: 0.05, shape: [32, 28, 3], seed: 1, ...options });

/** Section 4.1 of the paper's specification: layer, output shape, parameters, multiplications in millions. */
const table: [string, number[], number, number][] = [
  ['conv1', [70, 70, 32], 896, 4.23],
  ['conv2', [70, 70, 32], 9_248, 45.16],
  ['pool1', [35, 35, 32], 0, 0],
  ['conv3', [35, 35, 64], 18_496, 22.58],
  ['conv4', [35, 35, 64], 36_928, 45.16],
  ['conv5', [35, 35, 64], 36_928, 45.16],
  ['pool2', [17, 17, 64], 0, 0],
  ['branch1/conv1', [17, 17, 96], 55_392, 15.98],
  ['branch1/conv2', [17, 17, 96], 83_040, 23.97],
  ['branch1/conv3', [17, 17, 96], 83_040, 23.97],
  ['branch1/conv4', [17, 17, 96], 83_040, 23.97],
  ['branch2/conv1', [17, 17, 96], 55_392, 15.98],
  ['branch2/conv2', [17, 17, 96], 83_040, 23.97],
  ['branch2/conv3', [17, 17, 96], 83_040, 23.97],
  ['concat', [17, 17, 192], 0, 0],
  ['pool3', [8, 8, 192], 0, 0],
  ['conv6', [8, 8, 256], 442_624, 28.31],
  ['conv7', [8, 8, 256], 590_080, 37.75],
  ['conv8', [8, 8, 256], 590_080, 37.75],
  ['conv9', [8, 8, 256], 590_080, 37.75],
  ['conv10', [6, 6, 256], 590_080, 21.23],
  ['pyramid', [12_544], 0, 0],
  ['fc1', [1024], 12_846_080, 12.85],
  ['drop1', [1024], 0, 0],
  ['fc2', [1024], 1_049_600, 1.05],
  ['drop2', [1024], 0, 0],
  ['fc3', [121], 124_025, 0.12],
];

describe('ndsbNet in full', () => {
  const described = describeModel(full());

  it('has the layers of Table 2', () => {
    const rows = described.layers
      .filter(({ name }) => !/act|image/.test(name))
      .map(({ name, outputShape, parameters, macs }) => [
        name,
        outputShape,
        parameters,
        Number((macs / 1e6).toFixed(2)),
      ]);
    expect(rows).toEqual(table);
  });

  it('has the parameters and multiplications of the specification', () => {
    expect(described.parameters).toBe(17_451_129);
    expect(described.statistics).toBe(0);
    expect((described.macs / 1e6).toFixed(1)).toBe('490.9');
    const grey = describeModel(full({ shape: [70, 70, 1] }));
    expect(grey.parameters).toBe(17_450_553);
    expect((grey.macs / 1e6).toFixed(1)).toBe('488.1');
  });

  it('learns one slope per activated channel or unit besides', () => {
    expect(full({ activation: () => new Slopes() }).countParams()).toBe(17_451_129 + 4_256);
  });

  it('activates 819,808 elements of an image', () => {
    const elements = described.layers
      .filter(({ name }) => name.includes('act'))
      .map(({ outputShape }) => outputShape.reduce<number>((product, size) => product * size!, 1));
    expect(elements).toHaveLength(19);
    expect(elements.reduce((a, b) => a + b)).toBe(819_808);
  });

  it('may have the grids of He et al. instead of windows', () => {
    const { layers } = describeModel(full({ pyramid: 'grids' }));
    expect(layers.find(({ name }) => name === 'pyramid')).toMatchObject({
      className: 'RectifiedGridPyramidPooling2D',
      outputShape: [5_376],
    });
    expect(described.layers.find(({ name }) => name === 'pyramid')).toMatchObject({
      className: 'RectifiedSpatialPyramidPooling2D',
      settings: '1, 2, 4',
    });
  });
});

describe('ndsbNet', () => {
  it('puts an activation, and nothing else, behind every layer but the last', () => {
    const { layers } = describeModel(small());
    const weighted = layers.filter(({ className }) => ['Conv2D', 'Dense'].includes(className));
    expect(weighted.pop()!.name).toBe('fc3');
    for (const { name } of weighted) {
      const after = layers.filter(({ inputs }) => inputs.includes(name)).map((layer) => layer.name);
      expect(after).toEqual([name.startsWith('fc') ? `act-${name}` : name.replace('conv', 'act')]);
    }
  });

  it('names its variables after its layers, in every model', () => {
    for (let model = 0; model < 2; model++) {
      const { trainableWeights } = small({ activation: () => new Slopes() });
      const names = trainableWeights.map((weight) => (weight as tfl.LayerVariable).originalName);
      expect(new Set(names).size).toBe(20 * 2 + 19);
      for (const name of ['branch2/conv3/kernel', 'branch2/act3/slope', 'fc1/bias', 'act-fc1/slope'])
        expect(names).toContain(name);
    }
  });

  it('starts with the same weights for the same seed, whatever the activation', () => {
    const weights = (options: Partial<NdsbNetOptions>) =>
      small(options)
        .layers.filter((layer) => ['Conv2D', 'Dense'].includes(layer.getClassName()))
        .flatMap((layer) => layer.getWeights().map((weight) => weight.dataSync()));
    const expected = weights({ seed: 3 });
    expect(weights({ seed: 3, activation: relu })).toEqual(expected);
    expect(weights({ seed: 3, activation: () => new Slopes() })).toEqual(expected);
    expect(weights({ seed: 4 })).not.toEqual(expected);
  });

  it("draws its kernels as the authors' configurations do, wider where the network is narrower", () => {
    const deviation = (model: tfl.LayersModel, layer: string) => {
      const [kernel, bias] = model.getLayer(layer).getWeights();
      expect(tf.max(tf.abs(bias!)).dataSync()[0]).toBe(0);
      return { is: tf.moments(kernel!).variance.dataSync()[0]! ** 0.5, size: kernel!.size };
    };
    const expectDeviations = (model: tfl.LayersModel, expected: Record<string, number>) => {
      for (const [layer, value] of Object.entries(expected)) {
        const { is, size } = deviation(model, layer);
        expect(Math.abs(is / value - 1), layer).toBeLessThan(4 / Math.sqrt(2 * size));
      }
    };
    // cxxnet's xavier: U(-a, a), a = sqrt(3 / (fan in + fan out)), has the variance 1 / (fan in + fan out).
    const xavier = (fanIn: number, outputs: number) => Math.sqrt(1 / (fanIn + outputs));
    const gaussians = {
      conv5: 0.031,
      'branch2/conv1': 0.0347,
      'branch2/conv3': 0.0347,
      conv9: 0.039,
      conv10: 0.036,
    };
    // The full network, but for its large dense layers: grids on a small map.
    const model = ndsbNet({ classes: 121, activation: relu, shape: [24, 24, 3], seed: 1 });
    expectDeviations(model, {
      conv1: 0.03,
      ...gaussians,
      conv2: xavier(9 * 32, 32),
      conv4: xavier(9 * 64, 64),
      'branch1/conv1': xavier(9 * 64, 96),
      'branch1/conv4': xavier(9 * 96, 96),
      conv6: xavier(9 * 192, 256),
      conv8: xavier(9 * 256, 256),
      fc2: xavier(1024, 1024),
      fc3: xavier(1024, 121),
    });
    const narrow = ndsbNet({ classes: 121, activation: relu, shape: [24, 24, 3], seed: 1, width: 0.25 });
    expectDeviations(narrow, {
      conv1: 0.03,
      ...Object.fromEntries(Object.entries(gaussians).map(([layer, value]) => [layer, 2 * value])),
      conv2: xavier(9 * 8, 8),
      fc2: xavier(256, 256),
    });
    const layers: string[] = [];
    small({
      initialization: ({ layer, ...key }) => {
        layers.push(layer);
        expect(key).toEqual({ seed: 1, stream: streamOf(`${layer}/kernel`) });
        return gaussian(key);
      },
    });
    expect(layers).toHaveLength(20);
  });

  it('hands its options on', () => {
    const dropouts = (options: Partial<NdsbNetOptions>) =>
      ['drop1', 'drop2'].map((name) => small({ seed: 5, ...options }).getLayer(name) as SeededDropout);
    expect(dropouts({}).map(({ rate }) => rate)).toEqual([0.55, 0.55]);
    const [first, second] = dropouts({ dropout: 0.2 });
    expect([first!.rate, second!.rate]).toEqual([0.2, 0.2]);
    expect(first!.noise).toEqual({ seed: 5, stream: streamOf('drop1'), step: 0 });
    expect(second!.noise).toEqual({ seed: 5, stream: streamOf('drop2'), step: 0 });
    const model = small({ classes: 3, shape: [24, 40, 1] });
    expect((model.predict(tf.ones([2, 24, 40, 1])) as tf.Tensor).shape).toEqual([2, 3]);
  });

  it('gives the same after being saved and loaded', async () => {
    const model = small({ activation: () => new Slopes() });
    let artifacts: tf.io.ModelArtifacts = {};
    await model.save(
      tf.io.withSaveHandler(async (saved) => {
        artifacts = saved;
        return { modelArtifactsInfo: tf.io.getModelArtifactsInfoForJSON(saved) };
      }),
    );
    const loaded = await tfl.loadLayersModel(tf.io.fromMemory(artifacts));
    const x = tf.randomUniform([2, 32, 28, 3]);
    expect((loaded.predict(x) as tf.Tensor).dataSync()).toEqual((model.predict(x) as tf.Tensor).dataSync());
    expect(describeModel(loaded)).toEqual(describeModel(model));
  });

  const same = relu();
  it.each<[Partial<NdsbNetOptions>, string]>([
    [{ classes: 0 }, 'bad number of classes: expected a whole number above 0, got 0'],
    [{ width: -1 }, 'bad width: expected a number above 0, got -1'],
    [{ dropout: 1 }, 'bad dropout rate: expected 0 <= rate < 1, got 1'],
    [{ initialization: 'autors' as 'authors' }, 'Did you mean "authors"?'],
    [{ pyramid: 'grid' as 'grids' }, 'unknown pyramid "grid": expected windows or grids'],
    [{ shape: [23, 70, 3] }, 'expected at least 24 x 24 cells, got 23 x 70'],
    [{ activation: () => same }, 'activation() gave the same layer twice'],
  ])('refuses %o', (options, message) => {
    let error: unknown;
    try {
      small(options);
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
  it('reach every weight and agree, with dropout', async () => {
    const gradients = [];
    for (const backend of training) {
      await tf.setBackend(backend);
      const model = small({ activation: () => new Slopes() });
      const x = tf.tensor(
        Array.from({ length: 2 * 32 * 28 * 3 }, (_, i) => Math.sin(i * i)),
        [2, 32, 28, 3],
      );
      const labels = tf.oneHot([3, 4], 5);
      const { grads } = tf.variableGrads(
        () =>
          tf.losses.softmaxCrossEntropy(labels, model.apply(x, { training: true }) as tf.Tensor) as tf.Scalar,
      );
      gradients.push(Object.values(grads).map((gradient) => Array.from(gradient.dataSync())));
    }
    const [expected, ...others] = gradients;
    expect(expected).toHaveLength(20 * 2 + 19);
    for (const gradient of expected!) expect(Math.max(...gradient.map(Math.abs))).toBeGreaterThan(0);
    for (const other of others)
      other.forEach((gradient, i) => {
        const scale = Math.max(...expected![i]!.map(Math.abs));
        closeTo(gradient, expected![i]!, { absolute: 1e-4 * scale, relative: 1e-3 });
      });
  });
});
