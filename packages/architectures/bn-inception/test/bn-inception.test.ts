import { BothSigns, testArchitecture } from '@rectified/architecture/testing';
import { loadBackends } from '@rectified/backend';
import { describeModel } from '@rectified/layers';
import { closeTo } from '@rectified/testing';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import description, { type BnInceptionOptions, bnInception } from '../src/index.js';

const relu = () => tfl.layers.reLU();
const leaky = () => tfl.layers.leakyReLU({ alpha: 1 / 5.5 });

testArchitecture(description, {
  describe,
  it,
  backends: await loadBackends(),
  // With one channel between two normalizations there would be no scale to learn.
  small: { width: 0.04, shape: [8, 8, 3] },
  otherShape: [12, 32, 1],
  behind: (layer) => (layer === 'fc' ? [] : ['norm', 'act'].map((next) => layer.replace(/conv$/, next))),
  variables: {
    count: 66 * 5 + 2,
    names: ['3a/1x1/conv/kernel', '4e/double1/norm/gamma', '5b/projection/act/slope', 'fc/bias'],
  },
  // Counted by hand from the authors' notebook (mxnet, cifar-100.ipynb): 1,520.8 and 2.13 million.
  sizes: [
    {
      options: { classes: 100 },
      parameters: 10_205_348,
      statistics: 19_392,
      slopes: 19_392 / 2,
      macs: 1_520_811_520,
      activated: 2_130_912,
    },
  ],
  variants: [{ normalization: 'mxnet-2015' }, { averagePoolEdge: 'present' }],
  refusals: [
    [{ normalization: 'mxnet' as 'today' }, 'expected "today" or "mxnet-2015", got "mxnet"'],
    [{ averagePoolEdge: 'ful' as 'full' }, 'Did you mean "full"?'],
    [{ shape: [28, 30, 3] }, 'expected a height and width that are multiples of 4, got 28 x 30'],
  ],
  smooth: true,
});

/** The full network, without the seconds that drawing its weights takes. */
const full = (options: Partial<BnInceptionOptions> = {}) =>
  bnInception({ classes: 100, activation: relu, initialization: () => tfl.initializers.zeros(), ...options });
const small = (options: Partial<BnInceptionOptions> = {}) =>
  bnInception({ classes: 5, activation: leaky, width: 0.02, shape: [8, 8, 3], seed: 1, ...options });

/** The authors' notebook, counted by hand: module, output shape, parameters of convolutions, multiplications in millions. */
const table: [string, number[], number, number][] = [
  ['3a', [28, 28, 256], 176_256, 137.81],
  ['3b', [28, 28, 320], 259_616, 203.11],
  ['3c', [14, 14, 576], 384_544, 143.9],
  ['4a', [14, 14, 576], 609_120, 119.22],
  ['4b', [14, 14, 576], 664_448, 130.06],
  ['4c', [14, 14, 608], 913_408, 178.83],
  ['4d', [14, 14, 608], 1_141_824, 223.58],
  ['4e', [7, 7, 1056], 1_448_960, 164.58],
  ['5a', [7, 7, 1024], 2_207_296, 108.08],
  ['5b', [7, 7, 1024], 2_277_984, 111.54],
];

describe('bnInception in full', () => {
  const described = describeModel(full());
  const layer = (name: string) => described.layers.find((layer) => layer.name === name)!;
  const sum = (pattern: RegExp, what: 'parameters' | 'macs') =>
    described.layers.filter(({ name }) => pattern.test(name)).reduce((sum, layer) => sum + layer[what], 0);

  it('has the modules of the notebook', () => {
    const rows = table.map(([name]) => [
      name,
      layer(`${name}/concat`).outputShape,
      sum(new RegExp(`^${name}/.*/conv$`), 'parameters'),
      Number((sum(new RegExp(`^${name}/`), 'macs') / 1e6).toFixed(2)),
    ]);
    expect(rows).toEqual(table);
    expect(layer('fc')).toMatchObject({ outputShape: [100], parameters: 102_500, inputs: ['pool'] });
  });

  it('has the branches of the notebook', () => {
    const channels = (name: string) =>
      ['1x1', '3x3-reduce', '3x3', 'double-reduce', 'double1', 'double2', 'projection'].map((branch) =>
        described.layers.find((one) => one.name === `${name}/${branch}/conv`)?.outputShape.at(-1),
      );
    expect(channels('4b')).toEqual([192, 96, 128, 96, 128, 128, 128]);
    expect(channels('4e')).toEqual([undefined, 128, 192, 192, 256, 256, undefined]);
    expect(layer('4e/concat').inputs).toEqual(['4e/3x3/act', '4e/double2/act', '4e/pool']);
    expect(layer('5a/concat').inputs).toEqual([
      '5a/1x1/act',
      '5a/3x3/act',
      '5a/double2/act',
      '5a/projection/act',
    ]);
  });

  it('has 66 convolutions, each with a normalization', () => {
    expect(described.layers.filter(({ className }) => className === 'Conv2D')).toHaveLength(66);
    expect(sum(/\/conv$/, 'parameters')).toBe(10_083_456);
    expect(sum(/\/norm$/, 'parameters')).toBe(19_392);
  });

  it('pools by the largest cell in 3c, 4e and 5b, by the mean elsewhere', () => {
    const pools = table.map(([name]) => layer(`${name}/pool`));
    const largest = pools.filter(({ className }) => className === 'RectifiedCeilMaxPooling2D');
    expect(largest.map(({ name, settings }) => [name, settings])).toEqual([
      ['3c/pool', '3x3 / 2'],
      ['4e/pool', '3x3 / 2'],
      ['5b/pool', '3x3'],
    ]);
    const mean = pools.filter(({ className }) => className === 'RectifiedCeilAveragePooling2D');
    expect(mean).toHaveLength(7);
  });

  it('pads a cell on every side before a convolution with stride 2', () => {
    expect(layer('3c/3x3/pad').outputShape).toEqual([30, 30, 128]);
    expect(layer('3c/3x3/conv')).toMatchObject({ settings: '3x3 / 2, 160', outputShape: [14, 14, 160] });
    expect(layer('4e/double2/pad').outputShape).toEqual([16, 16, 256]);
  });
});

describe('bnInception', () => {
  it("draws its kernels as MXNet's Xavier() did: U(-a, a), a = sqrt(6 / (inputs + outputs))", () => {
    const model = bnInception({ classes: 100, activation: relu, width: 0.5, shape: [4, 4, 3] });
    for (const [name, inputs, outputs] of [
      ['3a/1x1/conv', 3, 32],
      ['4b/double2/conv', 64, 64],
      ['fc', 512, 100],
    ] as const) {
      const [kernel] = model.getLayer(name).getWeights();
      const bound = Math.sqrt(6 / (inputs + outputs));
      const largest = tf.max(tf.abs(kernel!)).dataSync()[0]!;
      expect(largest).toBeLessThanOrEqual(Math.fround(bound));
      expect(largest).toBeGreaterThan(0.9 * bound);
      const deviation = tf.moments(kernel!).variance.dataSync()[0]! ** 0.5;
      expect(Math.abs((deviation * Math.sqrt(3)) / bound - 1)).toBeLessThan(4 / Math.sqrt(2 * kernel!.size));
    }
  });

  it.each([
    [undefined, { epsilon: 1e-5, momentum: 0.9 }, 1],
    ['today', { epsilon: 1e-5, momentum: 0.9 }, 1],
    ['mxnet-2015', { epsilon: 1e-10, momentum: 0.1 }, 0],
    [{ epsilon: 0.01, momentum: 0.5, movingVariance: 0 }, { epsilon: 0.01, momentum: 0.5 }, 0],
  ] as const)('normalizes as it is told: %j', (normalization, expected, movingVariance) => {
    const model = small({ normalization });
    for (const name of ['3a/1x1/norm', '5b/projection/norm']) {
      const layer = model.getLayer(name);
      expect(layer.getConfig()).toMatchObject(expected);
      const channels = layer.outputShape.at(-1) as number;
      const [gamma, beta, mean, variance] = layer.getWeights().map((weight) => [...weight.dataSync()]);
      expect(gamma).toEqual(new Array(channels).fill(1));
      expect(beta).toEqual(new Array(channels).fill(0));
      expect(mean).toEqual(new Array(channels).fill(0));
      expect(variance).toEqual(new Array(channels).fill(movingVariance));
    }
    // A step keeps `momentum` of the old averages and takes the rest from the biased moments of the batch.
    const x = tf.randomNormal([3, 8, 8, 3]) as tf.Tensor4D;
    const convolution = model.getLayer('3a/1x1/conv');
    const moments = tf.moments(convolution.apply(x) as tf.Tensor, [0, 1, 2]);
    tf.dispose(model.apply(x, { training: true }) as tf.Tensor);
    const [, , mean, variance] = model.getLayer('3a/1x1/norm').getWeights();
    const { momentum } = expected;
    const moved = (from: number, to: tf.Tensor) =>
      Array.from(to.dataSync(), (value) => momentum * from + (1 - momentum) * value);
    closeTo(mean!.dataSync(), moved(0, moments.mean), { absolute: 1e-5 });
    closeTo(variance!.dataSync(), moved(movingVariance, moments.variance), { absolute: 1e-5 });
  });

  it('divides the average pools at the edge by 9, or by the cells present', () => {
    const pooled = (options: Partial<BnInceptionOptions>) => {
      const output = small(options)
        .getLayer('3a/pool')
        .apply(tf.ones([1, 8, 8, 3])) as tf.Tensor;
      return [0, 1, 9].map((cell) => output.dataSync()[3 * cell]);
    };
    closeTo(pooled({}) as number[], [4 / 9, 6 / 9, 1]);
    closeTo(pooled({ averagePoolEdge: 'full' }) as number[], [4 / 9, 6 / 9, 1]);
    expect(pooled({ averagePoolEdge: 'present' })).toEqual([1, 1, 1]);
  });

  it('takes other sizes of images', () => {
    const model = small({ shape: [12, 32, 1] });
    expect(model.getLayer('5b/concat').outputShape.slice(1, 3)).toEqual([3, 8]);
  });
});

it('has its widths behind an activation that changes the number of channels', () => {
  const model = bnInception({ classes: 10, activation: () => new BothSigns() });
  const channels = (name: string) => (model.getLayer(name).outputShape as tfl.Shape).at(-1);
  const names = model.layers.map(({ name }) => name);
  const [conv, act] = ['conv', 'act'].map(
    (kind) => names.find((name) => name.endsWith(`3x3-reduce/${kind}`))!,
  );
  expect([channels(conv!), channels(act!)]).toEqual([32, 64]);
  expect(model.outputs[0]!.shape).toEqual([null, 10]);
});
