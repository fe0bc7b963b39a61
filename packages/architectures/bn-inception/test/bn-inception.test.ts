import { loadBackends } from '@rectified/backend';
import { isInputError } from '@rectified/errors';
import { describeModel, gaussian } from '@rectified/layers';
import { streamOf } from '@rectified/random';
import { closeTo } from '@rectified/testing';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { type BnInceptionOptions, bnInception } from '../src/index.js';
import { Slopes } from './slopes.js';

const backends = await loadBackends();
const relu = () => tfl.layers.reLU();
const leaky = () => tfl.layers.leakyReLU({ alpha: 1 / 5.5 });

/** The full network, without the seconds that drawing its weights takes. */
const full = (options: Partial<BnInceptionOptions> = {}) =>
  bnInception({ classes: 100, activation: relu, initialization: () => tfl.initializers.zeros(), ...options });
const small = (options: Partial<BnInceptionOptions> = {}) =>
  bnInception({ classes: 5, activation: leaky, width: 0.02, shape: [8, 8, 3], seed: 1, ...options });

/** Section 3.1 of the paper's specification: module, output shape, parameters of convolutions, multiplications in millions. */
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

  it('has 66 convolutions, 10,205,348 learned parameters and 1,520.8 million multiplications', () => {
    expect(described.layers.filter(({ className }) => className === 'Conv2D')).toHaveLength(66);
    expect(sum(/\/conv$/, 'parameters')).toBe(10_083_456);
    expect(sum(/\/norm$/, 'parameters')).toBe(19_392);
    expect(described.parameters).toBe(10_205_348);
    expect(described.statistics).toBe(19_392);
    expect((described.macs / 1e6).toFixed(1)).toBe('1520.8');
  });

  it('learns one slope per activated channel besides: as many as scales of the normalization', () => {
    const { parameters } = describeModel(full({ activation: () => new Slopes() }));
    expect(parameters).toBe(10_205_348 + 19_392 / 2);
  });

  it('activates 2.13 million elements of an image', () => {
    const elements = described.layers
      .filter(({ name }) => name.endsWith('/act'))
      .map(({ outputShape }) => outputShape.reduce<number>((product, size) => product * size!, 1));
    expect((elements.reduce((a, b) => a + b) / 1e6).toFixed(2)).toBe('2.13');
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
  it('follows every convolution by a normalization and an activation, and nothing else', () => {
    const { layers } = describeModel(small());
    const after = (name: string) =>
      layers.filter(({ inputs }) => inputs.includes(name)).map((layer) => layer.name);
    for (const { name } of layers.filter(({ className }) => className === 'Conv2D')) {
      expect(after(name)).toEqual([name.replace(/conv$/, 'norm')]);
      expect(after(name.replace(/conv$/, 'norm'))).toEqual([name.replace(/conv$/, 'act')]);
    }
  });

  it('names its variables after its layers, in every model', () => {
    for (let model = 0; model < 2; model++) {
      const { trainableWeights } = small({ activation: () => new Slopes() });
      const names = trainableWeights.map((weight) => (weight as tfl.LayerVariable).originalName);
      expect(new Set(names).size).toBe(66 * 5 + 2);
      for (const name of [
        '3a/1x1/conv/kernel',
        '4e/double1/norm/gamma',
        '5b/projection/act/slope',
        'fc/bias',
      ])
        expect(names).toContain(name);
    }
  });

  it('starts with the same weights for the same seed, whatever the activation', () => {
    const weights = (options: Partial<BnInceptionOptions>) =>
      small(options)
        .layers.filter((layer) => ['Conv2D', 'Dense'].includes(layer.getClassName()))
        .flatMap((layer) => layer.getWeights().map((weight) => weight.dataSync()));
    const expected = weights({ seed: 3 });
    expect(weights({ seed: 3, activation: relu })).toEqual(expected);
    expect(weights({ seed: 3, activation: () => new Slopes() })).toEqual(expected);
    expect(weights({ seed: 4 })).not.toEqual(expected);
  });

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
    const layers: string[] = [];
    small({
      initialization: ({ layer, ...key }) => {
        layers.push(layer);
        expect(key).toEqual({ seed: 1, stream: streamOf(`${layer}/kernel`) });
        return gaussian(key);
      },
    });
    expect(layers).toHaveLength(67);
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
    const model = small({ classes: 3, shape: [12, 32, 1] });
    expect((model.predict(tf.ones([2, 12, 32, 1])) as tf.Tensor).shape).toEqual([2, 3]);
    expect(model.getLayer('5b/concat').outputShape.slice(1, 3)).toEqual([3, 8]);
  });

  it('gives the same after being saved and loaded', async () => {
    const model = small({ activation: () => new Slopes(), normalization: 'mxnet-2015' });
    const x = tf.randomUniform([2, 8, 8, 3]);
    tf.dispose(model.apply(x, { training: true }) as tf.Tensor);
    let artifacts: tf.io.ModelArtifacts = {};
    await model.save(
      tf.io.withSaveHandler(async (saved) => {
        artifacts = saved;
        return { modelArtifactsInfo: tf.io.getModelArtifactsInfoForJSON(saved) };
      }),
    );
    const loaded = await tfl.loadLayersModel(tf.io.fromMemory(artifacts));
    expect((loaded.predict(x) as tf.Tensor).dataSync()).toEqual((model.predict(x) as tf.Tensor).dataSync());
    expect(describeModel(loaded)).toEqual(describeModel(model));
  });

  const same = relu();
  it.each<[Partial<BnInceptionOptions>, string]>([
    [{ classes: 0 }, 'bad number of classes: expected a whole number above 0, got 0'],
    [{ width: -1 }, 'bad width: expected a number above 0, got -1'],
    [{ initialization: 'autors' as 'authors' }, 'Did you mean "authors"?'],
    [{ normalization: 'mxnet' as 'today' }, 'unknown normalization "mxnet": expected today or mxnet-2015'],
    [{ averagePoolEdge: 'ful' as 'full' }, 'unknown edge "ful"'],
    [{ shape: [28, 30, 3] }, 'expected a height and width that are multiples of 4, got 28 x 30'],
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

describe('gradients', () => {
  // With one channel between two normalizations there would be no scale to learn.
  const width = 0.04;
  const largest = (gradient: number[]) => Math.max(...gradient.map(Math.abs));

  /** By the weights' names. */
  function gradients(activation: () => tfl.layers.Layer): [string, number[]][] {
    const model = small({ activation, width });
    const x = tf.tensor(
      Array.from({ length: 4 * 8 * 8 * 3 }, (_, i) => Math.sin(i * i)),
      [4, 8, 8, 3],
    );
    const labels = tf.oneHot([3, 4, 0, 1], 5);
    const { grads } = tf.variableGrads(
      () =>
        tf.losses.softmaxCrossEntropy(labels, model.apply(x, { training: true }) as tf.Tensor) as tf.Scalar,
    );
    return model.trainableWeights.map((weight) => [
      (weight as tfl.LayerVariable).originalName,
      Array.from(grads[weight.name]!.dataSync()),
    ]);
  }

  it('reach every weight', () => {
    const all = gradients(() => new Slopes());
    expect(all).toHaveLength(66 * 5 + 2);
    for (const [name, gradient] of all) {
      // A normalization takes the bias before it out again, so there is nothing to learn.
      if (name.endsWith('conv/bias')) expect(largest(gradient), name).toBeLessThan(1e-5);
      else expect(largest(gradient), name).toBeGreaterThan(1e-5);
    }
  });

  it.skipIf(training.length < 2)(`agree on ${training.join(', ')}`, async () => {
    // Smooth: where a rounding decides on which side of 0 a rectifier is, thirty normalizations would make much of it.
    const all = [];
    for (const backend of training) {
      await tf.setBackend(backend);
      all.push(gradients(() => tfl.layers.activation({ activation: 'tanh' })));
    }
    const [expected, ...others] = all;
    for (const other of others)
      other.forEach(([name, gradient], i) => {
        const [wantedName, wanted] = expected![i]!;
        expect(name).toBe(wantedName);
        closeTo(gradient, wanted, { absolute: 1e-3 * Math.max(largest(wanted), 1e-2), relative: 1e-3 });
      });
  });
});
