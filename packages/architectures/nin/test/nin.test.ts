import { BothSigns, testArchitecture } from '@rectified/architecture/testing';
import { loadBackends } from '@rectified/backend';
import { InputError } from '@rectified/errors';
import { type CeilAveragePooling2D, describeModel, gaussian, type SeededDropout } from '@rectified/layers';
import { closeTo } from '@rectified/testing';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import description, { type NinOptions, nin } from '../src/index.js';

const relu = () => tfl.layers.reLU();

testArchitecture(description, {
  describe,
  it,
  backends: await loadBackends(),
  small: { width: 0.05 },
  otherShape: [20, 24, 1],
  behind: (layer) => [layer.replace('conv', 'act')],
  variables: {
    count: 27,
    names: [1, 2, 3, 4, 5, 6, 7, 8, 9].flatMap((i) => [`conv${i}/kernel`, `conv${i}/bias`, `act${i}/slope`]),
  },
  // Counted by hand from the paper's Table 1.
  sizes: [
    { options: { classes: 10 }, parameters: 966_986, macs: 222_486_528, slopes: 1_418, activated: 631_424 },
    { options: { classes: 100 }, parameters: 984_356, macs: 223_592_448, slopes: 1_508, activated: 637_184 },
  ],
  variants: [{ averagePoolEdge: 'full' }],
});

/** The paper's Table 1, counted by hand: layer, output shape, parameters, multiplications. */
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

it.each([10, 100])('nin with %i classes has the layers of Table 1', (classes) => {
  const rows = describeModel(nin({ classes, activation: relu }))
    .layers.filter(({ name }) => !/^(act|image)/.test(name))
    .map((layer) => [layer.name, layer.outputShape, layer.parameters, layer.macs]);
  expect(rows).toEqual([...table, ...ends[classes]!]);
});

describe('nin', () => {
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
      return gaussian({ ...key, deviation: layer === 'conv1' ? 0.001 : 0.01 });
    };
    expectDeviation(0.001, 'conv1', { initialization });
    expect(layers).toEqual(Array.from({ length: 9 }, (_, i) => `conv${i + 1}`));
  });

  it('hands its options on', () => {
    const told = { dropout: 0.2, averagePoolEdge: 'full', width: 0.001, shape: [20, 24, 1] } as const;
    const [paper, other] = [{}, told].map((options) => nin({ classes: 3, activation: relu, ...options }));
    const settings = (model: tfl.LayersModel) => [
      (model.getLayer('pool2') as CeilAveragePooling2D).edge,
      ...['drop1', 'drop2'].map((name) => (model.getLayer(name) as SeededDropout).rate),
    ];
    expect(settings(paper!)).toEqual(['present', 0.5, 0.5]);
    expect(settings(other!)).toEqual(['full', 0.2, 0.2]);
    expect(other!.getLayer('conv1').outputShape).toEqual([null, 20, 24, 1]);
  });

  it('gives logits: means over the last activated maps', () => {
    const leaky = () => tfl.layers.leakyReLU({ alpha: 1 / 5.5 });
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

  it.each<[unknown, string]>([
    [undefined, 'options of nin: expected an object of classes, activation, seed'],
    [{}, 'classes of nin: expected a whole number from 1, got nothing'],
    [
      { classes: 3 },
      'activation of nin: expected a function that makes a layer, such as () => new ReLU(), got nothing',
    ],
    [
      { classes: 3, activation: relu(), width: 0 },
      'activation of nin: expected a function that makes a layer',
    ],
    [
      { classes: 3, activation: relu, width: Number.NaN },
      'width of nin: expected a number above 0 and at most 32, got NaN',
    ],
    [{ classes: '3', activation: relu }, 'classes of nin: expected a whole number from 1, got "3"'],
    [
      { classes: 3, activation: relu, seed: 2 ** 32 },
      'seed of nin: expected a whole number from 0 to 4294967295, got 4294967296',
    ],
    [
      { classes: 3, activation: relu, dropout: '0.5' },
      'dropout of nin: expected a number of at least 0 and below 1, got "0.5"',
    ],
    [{ classes: 3, activation: relu, shape: [32, 32] }, 'shape of nin: expected height, width and channels'],
    [
      { classes: 3, activation: relu, averagePoolEdge: 'none' },
      'averagePoolEdge of nin: expected "present" or "full", got "none"',
    ],
    [
      { classes: 3, activation: relu, initialization: 5 },
      'initialization of nin: expected "authors", "gaussian"',
    ],
  ])('refuses %j', (options, message) => {
    const build = () => nin(options as NinOptions);
    expect(build).toThrow(InputError);
    expect(build).toThrow(message);
  });
});

it('called alone, too, has the head that it is told', () => {
  const build = (head?: 'rectifier') => nin({ classes: 3, activation: relu, width: 0.05, head });
  expect(build().layers.at(-1)!.name).toBe('pool3');
  expect(build('rectifier').layers.at(-1)!.name).toBe('rectified-head');
});

it('has the widths of Table 1 behind an activation that changes the number of channels', () => {
  const activation = () => new BothSigns();
  const model = nin({ classes: 10, activation });
  expect(model.outputs[0]!.shape).toEqual([null, 10]);
  const filters = (name: string) => (model.getLayer(name).outputShape as tfl.Shape).at(-1);
  expect([filters('conv1'), filters('act1'), filters('conv9')]).toEqual([96, 192, 5]);
  const small = nin({ classes: 4, activation, width: 0.0625, shape: [8, 8, 3] });
  const y = tf.tidy(() => (small.predict(tf.ones([1, 8, 8, 3])) as tf.Tensor).dataSync());
  expect(y.every(Number.isFinite)).toBe(true);
  expect(() => nin({ classes: 7, activation, width: 0.0625 })).toThrow(
    /^channels behind act9 \(TestBothSigns\): expected a number that it can give, got 7/,
  );
});
