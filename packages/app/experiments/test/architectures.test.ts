import { chooseBackend } from '@rectified/backend';
import * as tf from '@tensorflow/tfjs-core';
import type { LayerVariable } from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildFor } from '../src/architectures.js';
import { describeArchitecture, loadActivation, loadArchitecture, mergeConfig } from '../src/index.js';

beforeAll(async () => {
  await chooseBackend({ kernels: 'plain' });
});

const arms = ['relu', 'leaky-relu:100', 'leaky-relu:5.5', 'prelu', 'rrelu'];
/** Narrow and on small images, but not so narrow that ReLUs of a whole layer die. */
const small = {
  nin: { width: 0.1, shape: [32, 32, 3] },
  'bn-inception': { width: 0.1, shape: [8, 8, 3] },
  'ndsb-net': { width: 0.25, shape: [32, 32, 3] },
} as const;

describe.each(Object.entries(small))('%s', (architecture, { width, shape }) => {
  it.each(arms)('has a gradient in every weight with %s', async (activation) => {
    const { config } = await mergeConfig({ architecture, activation, width, initialization: 'he-fan-in' });
    const arm = await loadActivation(activation);
    const { description } = await loadArchitecture(architecture);
    const model = buildFor(description, config, { arm, classes: 5, shape });
    const x = tf.tensor(
      Array.from({ length: 4 * tf.util.sizeFromShape([...shape]) }, (_, i) => Math.sin((i * i) % 1000)),
      [4, ...shape],
    );
    const labels = tf.oneHot([3, 0, 1, 4], 5);
    const { grads, value } = tf.variableGrads(
      () =>
        tf.losses.softmaxCrossEntropy(labels, model.apply(x, { training: true }) as tf.Tensor) as tf.Scalar,
    );
    expect(Number.isFinite(value.dataSync()[0])).toBe(true);
    for (const weight of model.trainableWeights) {
      const name = (weight as LayerVariable).originalName;
      const largest = tf.max(tf.abs(grads[weight.name]!)).dataSync()[0];
      // A normalization takes the bias before it out again.
      if (architecture === 'bn-inception' && name.endsWith('conv/bias')) expect(largest).toBeLessThan(1e-4);
      else expect(largest, name).toBeGreaterThan(0);
    }
    model.dispose();
  });
});

describe('initialization by the gain of the activation', () => {
  it.each([
    ['relu', Math.SQRT2],
    ['leaky-relu:100', Math.sqrt(2 / (1 + 0.01 ** 2))],
    ['leaky-relu:5.5', Math.sqrt(2 / (1 + 5.5 ** -2))],
    ['prelu', Math.sqrt(2 / (1 + 0.25 ** 2))],
    // Of the slopes that it draws: E[1/a^2] = 1 / (3 * 8).
    ['rrelu', Math.sqrt(2 / (1 + 1 / 24))],
  ])('makes the weights of %s the same ones, %f large', async (activation, expected) => {
    const kernel = async (name: string) => {
      const { config } = await mergeConfig({ width: 0.1, initialization: 'he-gain' });
      const arm = await loadActivation(name);
      const { description } = await loadArchitecture('nin');
      const model = buildFor(description, config, { arm, classes: 5, shape: [32, 32, 3] });
      const values = model.getLayer('conv4').getWeights()[0]!.dataSync();
      model.dispose();
      return values;
    };
    const [relu, own] = [await kernel('relu'), await kernel(activation)];
    for (const at of [0, 7, own.length - 1])
      expect(Math.abs(own[at]! / relu[at]! / (expected / Math.SQRT2) - 1)).toBeLessThan(2e-4);
  });
});

describe('describeArchitecture', () => {
  // Counted by hand from the paper's Tables 1 and 2 and the authors' notebook, and PReLU's slopes.
  it.each([
    ['nin', 'relu', {}, 966_986, '222.49'],
    ['nin', 'prelu', { classes: 100 }, 984_356 + 1_508, '223.59'],
    ['bn-inception', 'rrelu', {}, 10_205_348, '1520.81'],
    ['ndsb-net', 'leaky-relu:5.5', {}, 17_451_129, '490.91'],
    ['ndsb-net', 'prelu', { shape: [70, 70, 1] }, 17_450_553 + 4_256, '488.09'],
  ] as const)('%s with %s %j', async (architecture, activation, options, parameters, macs) => {
    const { config } = await mergeConfig({ architecture, activation });
    const described = await describeArchitecture(config, options);
    expect(described.parameters).toBe(parameters);
    expect((described.macs / 1e6).toFixed(2)).toBe(macs);
    expect(described).toMatchObject({ architecture, activation });
    expect(described.title).toContain(' with ');
  });

  it('has the shape and classes of the paper unless told', async () => {
    const { config } = await mergeConfig({ architecture: 'ndsb-net', width: 0.1 });
    expect(await describeArchitecture(config)).toMatchObject({ shape: [70, 70, 3], classes: 121 });
    const { layers, classes } = await describeArchitecture(config, { classes: 7, shape: [24, 32, 1] });
    expect(classes).toBe(7);
    expect(layers[0]!.outputShape).toEqual([24, 32, 1]);
    expect(layers.at(-1)!.outputShape).toEqual([7]);
  });
});
