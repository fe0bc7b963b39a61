import { loadBackends } from '@rectified/backend';
import { normal } from '@rectified/random';
import { closeTo } from '@rectified/testing';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lsuv, SeededDropout } from '../src/index.js';

const backends = await loadBackends();

const images = (size = 32) =>
  tf.tensor4d(normal(size * 8 * 8 * 3, { seed: 1, stream: 1, step: 0 }), [size, 8, 8, 3]);
const glorot = (seed: number) => tfl.initializers.glorotUniform({ seed });

/** Two branches, one of them a model of its own, layers with activations of their own, dropout and a normalization. */
function network() {
  const input = tfl.input({ shape: [8, 8, 3] });
  const apply = (x: tfl.SymbolicTensor | tfl.SymbolicTensor[], layer: tfl.layers.Layer) =>
    layer.apply(x) as tfl.SymbolicTensor;
  const convolution = (name: string, seed: number) =>
    tfl.layers.conv2d({
      name,
      filters: 6,
      kernelSize: 3,
      padding: 'same',
      activation: 'softplus',
      kernelInitializer: glorot(seed),
    });
  let x = apply(input, convolution('first', 1));
  x = apply(x, new SeededDropout({ rate: 0.5, seed: 1 }));
  const inner = tfl.sequential({ name: 'inner' });
  inner.add(
    tfl.layers.depthwiseConv2d({
      name: 'deep',
      kernelSize: 3,
      inputShape: [8, 8, 6],
      depthwiseInitializer: glorot(2),
    }),
  );
  inner.add(tfl.layers.reLU());
  const one = apply(apply(x, inner), tfl.layers.globalAveragePooling2d({}));
  const other = apply(apply(x, convolution('second', 3)), tfl.layers.globalMaxPooling2d({}));
  x = apply([one, other], tfl.layers.concatenate());
  x = apply(x, tfl.layers.batchNormalization());
  const logits = apply(x, tfl.layers.dense({ name: 'logits', units: 4, kernelInitializer: glorot(4) }));
  return tfl.model({ inputs: input, outputs: logits });
}

/** What a layer of the model gives, before an activation of its own. */
function varianceOf(model: tfl.LayersModel, name: string, x: tf.Tensor): number {
  return tf.tidy(() => {
    const inner = name === 'deep' ? (model.getLayer('inner') as tfl.LayersModel) : undefined;
    const given = inner
      ? (tfl
          .model({ inputs: model.inputs, outputs: inner.inboundNodes[1]!.inputTensors })
          .predict(x) as tf.Tensor)
      : x;
    const layer = (inner ?? model).getLayer(name);
    const bare = { ...layer.getConfig(), activation: 'linear', name: `${name}-bare` } as never;
    const copy = { deep: tfl.layers.depthwiseConv2d, logits: tfl.layers.dense }[name] ?? tfl.layers.conv2d;
    const linear = copy(bare);
    const before = tfl.model({ inputs: (inner ?? model).inputs, outputs: layer.input as tfl.SymbolicTensor });
    const into = before.predict(given) as tf.Tensor;
    linear.build(into.shape);
    linear.setWeights(layer.getWeights());
    return tf.moments(linear.apply(into) as tf.Tensor).variance.dataSync()[0]!;
  });
}

describe.each(backends)('lsuv on %s', (backend) => {
  beforeAll(() => tf.setBackend(backend));
  afterAll(() => tf.setBackend(backends[0]!));
  const names = ['first', 'deep', 'second', 'logits'];

  it('gives the outputs of every layer variance 1, in a model of any kind', () => {
    const model = network();
    const x = images();
    const before = tf.memory().numTensors;
    const scalings = lsuv(model, x, { tolerance: 1e-3 });
    expect(tf.memory().numTensors).toBe(before);
    expect(scalings.map(({ layer }) => layer).sort()).toEqual([...names].sort());
    expect(scalings[0]).toMatchObject({ layer: 'first' });
    expect(Math.abs(scalings[0]!.before - 1)).toBeGreaterThan(0.1);
    for (const name of names) expect(varianceOf(model, name, x)).toBeCloseTo(1, 2);
    for (const { after } of scalings) expect(after).toBeCloseTo(1, 2);
    model.dispose();
  });

  it('leaves the calls of layers and their activations as they were', () => {
    const model = network();
    lsuv(model, images());
    for (const layer of model.layers) expect(Object.hasOwn(layer, 'call')).toBe(false);
    expect(model.getLayer('first').getConfig().activation).toBe('softplus');
    model.dispose();
  });

  it('with a seed begins with orthonormal weights, whatever the model had', () => {
    const [one, other] = [network(), network()];
    const kernel = (model: tfl.LayersModel) => model.getLayer('logits').getWeights()[0]! as tf.Tensor2D;
    lsuv(one, images(), { seed: 5 });
    other.getLayer('logits').setWeights([tf.ones([12, 4]), tf.zeros([4])]);
    lsuv(other, images(), { seed: 5 });
    expect(kernel(one).dataSync()).toEqual(kernel(other).dataSync());
    const products = tf.matMul(kernel(one), kernel(one), true).dataSync();
    const [size] = products;
    closeTo(
      products,
      [...tf.eye(4).dataSync()].map((each) => each * size!),
      { absolute: 1e-5 * size! },
    );
    lsuv(other, images(), { seed: 6 });
    expect(kernel(one).dataSync()).not.toEqual(kernel(other).dataSync());
    for (const model of [one, other]) model.dispose();
  });
});

describe('lsuv', () => {
  const dense = (more: object) =>
    tfl.sequential({ layers: [tfl.layers.dense({ name: 'only', units: 3, inputShape: [5], ...more })] });
  const x = () => tf.tensor2d(normal(100, { seed: 1, stream: 1, step: 0 }), [20, 5]);

  it('leaves what is frozen, what gives nothing, and what is within the tolerance', () => {
    expect(lsuv(dense({ trainable: false }), x())).toEqual([]);
    expect(lsuv(dense({ kernelInitializer: 'zeros' }), x())).toEqual([
      { layer: 'only', before: 0, after: 0 },
    ]);
    const [scaling] = lsuv(dense({ kernelInitializer: glorot(1) }), x(), { tolerance: 100 });
    expect(scaling!.after).toBe(scaling!.before);
  });

  it('scales again where a bias is in the way, as often as it may', () => {
    const biased = () =>
      dense({
        kernelInitializer: glorot(1),
        biasInitializer: tfl.initializers.randomNormal({ stddev: 0.5, seed: 1 }),
      });
    const [once] = lsuv(biased(), x(), { iterations: 1, tolerance: 1e-3 });
    const [often] = lsuv(biased(), x(), { tolerance: 1e-3 });
    expect(Math.abs(once!.after - 1)).toBeGreaterThan(1e-2);
    expect(Math.abs(often!.after - 1)).toBeLessThan(1e-3);
  });

  it('refuses outputs that are not finite, and options that are none', () => {
    const infinite = dense({ kernelInitializer: tfl.initializers.constant({ value: 3e38 }) });
    expect(() => lsuv(infinite, x())).toThrow(/layer only.*expected a finite variance/s);
    expect(() => lsuv(dense({}), x(), { tolerance: 0 })).toThrow(/tolerance.*above 0/s);
    expect(() => lsuv({} as tfl.LayersModel, x())).toThrow(/expected a model of tfjs-layers/);
  });
});
