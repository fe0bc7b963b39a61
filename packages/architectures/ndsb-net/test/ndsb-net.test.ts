import { BothSigns, testArchitecture } from '@rectified/architecture/testing';
import { loadBackends } from '@rectified/backend';
import { describeModel, type SeededDropout } from '@rectified/layers';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import description, { type NdsbNetOptions, ndsbNet } from '../src/index.js';

const relu = () => tfl.layers.reLU();

testArchitecture(description, {
  describe,
  it,
  backends: await loadBackends(),
  small: { width: 0.05, shape: [32, 28, 3] },
  otherShape: [24, 40, 1],
  behind(layer) {
    if (layer === 'fc3') return [];
    return [layer.startsWith('fc') ? `act-${layer}` : layer.replace('conv', 'act')];
  },
  variables: {
    count: 20 * 2 + 19,
    names: ['branch2/conv3/kernel', 'branch2/act3/slope', 'fc1/bias', 'act-fc1/slope'],
  },
  // Counted by hand from the paper's Table 2: 490.9 and 488.1 million multiplications.
  sizes: [
    {
      options: { classes: 121 },
      parameters: 17_451_129,
      macs: 490_912_128,
      slopes: 4_256,
      activated: 819_808,
    },
    {
      options: { classes: 121, shape: [70, 70, 1] },
      parameters: 17_450_553,
      macs: 488_089_728,
      slopes: 4_256,
      activated: 819_808,
    },
  ],
  variants: [{ pyramid: 'grids' }],
  refusals: [
    [{ dropout: 1 }, 'expected a number of at least 0 and below 1, got 1'],
    [{ pyramid: 'grid' as 'grids' }, 'Did you mean "grids"?'],
    [{ shape: [23, 70, 3] }, 'expected at least 24 x 24 cells, got 23 x 70'],
  ],
});

/** The full network, without the seconds that drawing 17 million weights takes. */
const full = (options: Partial<NdsbNetOptions> = {}) =>
  ndsbNet({ classes: 121, activation: relu, initialization: () => tfl.initializers.zeros(), ...options });

/** The paper's Table 2, counted by hand: layer, output shape, parameters, multiplications in millions. */
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
  });

  it('drops 55 % of the features, or as many as it is told', () => {
    const rates = (dropout?: number) => {
      const model = ndsbNet({ classes: 5, activation: relu, width: 0.05, dropout });
      return ['drop1', 'drop2'].map((name) => (model.getLayer(name) as SeededDropout).rate);
    };
    expect(rates()).toEqual([0.55, 0.55]);
    expect(rates(0.2)).toEqual([0.2, 0.2]);
  });
});

it('called alone, too, has the head that it is told', () => {
  const build = (head?: 'rectifier') => ndsbNet({ classes: 3, activation: relu, width: 0.05, head });
  expect(build().layers.at(-1)!.name).toBe('fc3');
  expect(build('rectifier').layers.at(-1)!.name).toBe('rectified-head');
});

it('has its widths behind an activation that changes the number of channels', () => {
  const model = ndsbNet({ classes: 121, activation: () => new BothSigns() });
  const channels = (name: string) => (model.getLayer(name).outputShape as tfl.Shape).at(-1);
  expect([channels('conv1'), channels('act1')]).toEqual([16, 32]);
  expect([channels('fc1'), channels('act-fc1')]).toEqual([512, 1024]);
  expect(model.outputs[0]!.shape).toEqual([null, 121]);
});
