import { chooseBackend } from '@rectified/backend';
import { hasFusedOperations } from '@rectified/kernels';
import {
  CeilAveragePooling2D,
  CeilMaxPooling2D,
  rectifiedConvolution,
  SeededDropout,
  SpatialPyramidPooling2D,
} from '@rectified/layers';
import { LeakyReLU } from '@rectified/leaky-relu';
import { PReLU } from '@rectified/prelu';
import { normal, seedNoise } from '@rectified/random';
import { ReLU } from '@rectified/relu';
import { RReLU } from '@rectified/rrelu';
import { closeTo } from '@rectified/testing';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { fuse } from '../src/index.js';
import { planOf } from '../src/plan.js';

const { kernels, detail } = await chooseBackend().catch((error: Error) => ({
  kernels: 'plain',
  detail: error.message,
}));
const fused = kernels === 'native';

type Layer = tfl.layers.Layer;

/** Two branches, as in Inception, with every kind of layer that is fused and some that are not. */
function network(activation: () => Layer): tfl.LayersModel {
  const rectified = (
    x: tfl.SymbolicTensor,
    kernelSize: number,
    filters: number,
    padding: 'same' | 'valid' = 'same',
  ) =>
    rectifiedConvolution(x, {
      filters,
      kernelSize,
      padding,
      kernelInitializer: 'glorotUniform',
      biasInitializer: tfl.initializers.randomNormal({ stddev: 0.2, seed: 1 }),
      activation: activation(),
    });
  const then = (x: tfl.SymbolicTensor | tfl.SymbolicTensor[], ...layers: Layer[]) =>
    layers.reduce<tfl.SymbolicTensor | tfl.SymbolicTensor[]>(
      (value, layer) => layer.apply(value) as tfl.SymbolicTensor,
      x,
    ) as tfl.SymbolicTensor;
  const inputs = tfl.input({ shape: [10, 9, 3] });
  const stem = then(
    rectified(inputs, 3, 6),
    new CeilMaxPooling2D({ poolSize: 3, strides: 2 }),
    new SeededDropout({ rate: 0.4 }),
  );
  const normalized = (filters: number, useBias: boolean, ...before: Layer[]) =>
    normalizedOf(stem, filters, useBias, ...before);
  const normalizedOf = (x: tfl.SymbolicTensor, filters: number, useBias: boolean, ...before: Layer[]) =>
    then(
      x,
      ...before,
      tfl.layers.conv2d({ filters, kernelSize: 1, useBias, biasInitializer: 'ones' }),
      tfl.layers.batchNormalization({ momentum: 0.7, epsilon: 1e-2, movingMeanInitializer: 'ones' }),
      activation(),
    );
  const branches = [
    normalized(4, false),
    rectified(stem, 5, 5),
    normalized(17, true),
    rectified(stem, 1, 3),
    rectified(stem, 1, 16),
    normalized(5, true, new CeilAveragePooling2D({ poolSize: 3, strides: 1, padding: 1, edge: 'full' })),
    normalized(2, true, tfl.layers.averagePooling2d({ poolSize: [1, 3], strides: 1, padding: 'same' })),
    normalized(8, true, new CeilAveragePooling2D({ poolSize: 3, strides: 1, padding: 1, edge: 'full' })),
  ];
  const first = then(branches, tfl.layers.concatenate());
  const second = [
    normalizedOf(first, 9, false),
    rectified(first, 1, 4),
    normalizedOf(first, 6, false, tfl.layers.averagePooling2d({ poolSize: 3, strides: 1, padding: 'same' })),
  ];
  const x = then(
    then(second, tfl.layers.concatenate()),
    tfl.layers.zeroPadding2d({
      padding: [
        [1, 0],
        [0, 2],
      ],
    }),
    tfl.layers.conv2d({ filters: 6, kernelSize: [2, 3] }),
    tfl.layers.batchNormalization(),
    activation(),
    new CeilAveragePooling2D({ poolSize: 3, strides: 2, edge: 'full' }),
    new SpatialPyramidPooling2D({ windows: [1, 2] }),
    tfl.layers.dense({ units: 12 }),
    activation(),
  );
  const outputs = tfl.layers.dense({ units: 7 }).apply(x) as tfl.SymbolicTensor;
  const model = tfl.model({ inputs, outputs });
  // The same in every run: a unit on the edge between the two sides of a rectifier is on either of them, by rounding.
  model.setWeights(
    model.getWeights().map((weight, stream) => (weight.rank > 1 ? drawn(weight, stream) : weight)),
  );
  seedNoise(model.layers, { seed: 3, step: 0 });
  return model;
}

/** Numbers of the size of Glorot's, as many as there are weights. */
function drawn({ shape, size }: tf.Tensor, stream: number): tf.Tensor {
  const fans = (size / shape.at(-1)!) * (1 + shape.at(-1)! / shape.at(-2)!);
  return tf.mul(tf.tensor(normal(size, { seed: 1, stream, step: 0 }), shape), Math.sqrt(2 / fans));
}

const rectifiers: [string, () => Layer][] = [
  ['ReLU', () => new ReLU()],
  ['leaky ReLU', () => new LeakyReLU()],
  ['PReLU', () => new PReLU()],
  ['PReLU that learns a divisor', () => new PReLU({ learned: 'divisor' })],
  ['RReLU', () => new RReLU()],
  ['RReLU with a uniform slope', () => new RReLU({ uniformIn: 'slope' })],
  ['an activation that is no rectifier', () => tfl.layers.activation({ activation: 'tanh' })],
];

describe.skipIf(!fused)(`a model by fused operations${fused ? '' : ` (not tried: ${detail})`}`, () => {
  beforeAll(() => expect(hasFusedOperations()).toBe(true));
  const images = () =>
    tf.tensor4d(
      Float32Array.from({ length: 4 * 10 * 9 * 3 }, (_, i) => Math.sin(i * 1.7) * 2),
      [4, 10, 9, 3],
    );

  it.each(rectifiers)('gives what the model gives, and its gradients: %s', (_, activation) => {
    tf.tidy(() => {
      const model = network(activation);
      const x = images();
      const initial = model.getWeights().map((weight) => weight.clone());
      const pass = (apply: (x: tf.Tensor) => tf.Tensor, training: boolean) => {
        model.setWeights(initial);
        seedNoise(model.layers, { seed: 3, step: 5 });
        const { value, grads } = tf.variableGrads(
          () => tf.sum(tf.mul(apply(x), tf.range(0, 7))) as tf.Scalar,
          model.trainableWeights.map((weight) => weight.read() as tf.Variable),
        );
        const after = model.layers.map((layer) => (layer as unknown as { noise?: object }).noise);
        const tensors = [
          value,
          apply(x),
          ...model.trainableWeights.map(({ name }) => grads[name]!),
          ...model.getWeights(),
        ];
        return { numbers: tensors.map((tensor) => tensor.dataSync()), after, training };
      };
      for (const training of [true, false]) {
        const plain = pass((x) => model.apply(x, { training }) as tf.Tensor, training);
        const fused = pass((x) => fuse(model).apply(x, { training }), training);
        expect(fused.after).toEqual(plain.after);
        plain.numbers.forEach((numbers, i) => {
          const largest = Array.from<number>(numbers).reduce(
            (most, value) => Math.max(most, Math.abs(value)),
            0,
          );
          // The gradient of a bias before a batch normalization is 0 but for rounding.
          const absolute = largest < 1e-4 ? 3e-5 : 1e-4 * Math.max(largest, 1e-3);
          closeTo(fused.numbers[i]!, numbers, { absolute, relative: 1e-3 });
        });
      }
      model.dispose();
    });
  });

  it('takes one operation where there were several layers', () => {
    const model = network(() => new RReLU());
    const { steps } = planOf(model);
    expect(steps.map(({ layers }) => layers.map((layer) => layer.getClassName()).join())).toEqual([
      'Conv2D,RectifiedRReLU',
      'RectifiedCeilMaxPooling2D,RectifiedSeededDropout',
      // Convolutions of one pixel on the same input, two with a normalization and two without.
      [
        'Conv2D,BatchNormalization,RectifiedRReLU',
        'Conv2D,BatchNormalization,RectifiedRReLU',
        'RectifiedCeilAveragePooling2D,Conv2D,BatchNormalization,RectifiedRReLU',
        'AveragePooling2D,Conv2D,BatchNormalization,RectifiedRReLU',
      ].join(),
      'Conv2D,RectifiedRReLU',
      'Conv2D,RectifiedRReLU,Conv2D,RectifiedRReLU',
      // More filters than channels: the pooling stays where it is.
      'RectifiedCeilAveragePooling2D',
      'Conv2D,BatchNormalization,RectifiedRReLU',
      // What follows the first concatenation reads its parts.
      [
        'Conv2D,BatchNormalization,RectifiedRReLU',
        'AveragePooling2D,Conv2D,BatchNormalization,RectifiedRReLU',
      ].join(),
      'Conv2D,RectifiedRReLU',
      'Concatenate',
      'ZeroPadding2D,Conv2D,BatchNormalization,RectifiedRReLU',
      'RectifiedCeilAveragePooling2D',
      'RectifiedSpatialPyramidPooling2D',
      'Dense,RectifiedRReLU',
      'Dense',
    ]);
    const alone = planOf(model, { fuse: false }).steps;
    expect(alone.every(({ layers }) => layers.length === 1)).toBe(true);
    expect(alone).toHaveLength(model.layers.length - 1);
    model.dispose();
  });

  it('leaves a rectifier alone whose input something else takes, too', () => {
    const inputs = tfl.input({ shape: [4, 4, 2] });
    const convolved = tfl.layers.conv2d({ filters: 2, kernelSize: 1 }).apply(inputs) as tfl.SymbolicTensor;
    const rectified = new ReLU().apply(convolved) as tfl.SymbolicTensor;
    const sum = tfl.layers.add().apply([convolved, rectified]) as tfl.SymbolicTensor;
    const model = tfl.model({ inputs, outputs: sum });
    tf.tidy(() => {
      const x = tf.randomNormal([2, 4, 4, 2], 0, 1, 'float32', 1);
      closeTo(fuse(model).apply(x, { training: true }).dataSync(), (model.apply(x) as tf.Tensor).dataSync(), {
        absolute: 1e-5,
      });
    });
    expect(planOf(model).steps.map(({ layers }) => layers.length)).toEqual([1, 1, 1]);
    model.dispose();
  });

  it('keeps convolutions of the same input apart that put different zeros around it', () => {
    const inputs = tfl.input({ shape: [4, 4, 2] });
    const branch = (...before: Layer[]) =>
      [
        ...before,
        tfl.layers.conv2d({ filters: 2, kernelSize: 1 }),
        tfl.layers.globalAveragePooling2d({}),
      ].reduce((x, layer) => layer.apply(x) as tfl.SymbolicTensor, inputs);
    const both = [branch(), branch(tfl.layers.zeroPadding2d({ padding: 2 }))];
    const outputs = tfl.layers.concatenate().apply(both) as tfl.SymbolicTensor;
    const model = tfl.model({ inputs, outputs });
    tf.tidy(() => {
      const x = tf.randomNormal([2, 4, 4, 2], 0, 1, 'float32', 1);
      closeTo(fuse(model).apply(x, { training: true }).dataSync(), (model.apply(x) as tf.Tensor).dataSync(), {
        absolute: 1e-5,
      });
    });
    model.dispose();
  });

  it('leaves nothing behind', () => {
    const model = network(() => new RReLU());
    const x = images();
    const before = tf.memory();
    for (const training of [true, false]) tf.dispose(tf.tidy(() => fuse(model).apply(x, { training })));
    expect(tf.memory().numTensors).toBe(before.numTensors);
    expect(tf.memory().numBytes).toBe(before.numBytes);
    x.dispose();
    model.dispose();
  });
});
