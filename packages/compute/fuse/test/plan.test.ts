import '@tensorflow/tfjs-backend-cpu';
import { ReLU } from '@rectified/relu';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { fuse } from '../src/index.js';

type Layer = tfl.layers.Layer;
const { layers: L } = tfl;
await tf.setBackend('cpu');

const row = (shape: number[], ...layers: Layer[]) => {
  const model = tfl.sequential({ layers: [L.inputLayer({ inputShape: shape }), ...layers] });
  return fuse(model).plan.steps;
};
const convolution = (config: object = {}) => L.conv2d({ name: 'conv', filters: 2, kernelSize: 1, ...config });

describe('the plan of a model', () => {
  it('says which kernel computes which layers', () => {
    const layers = [
      convolution({ activation: 'relu' }),
      L.batchNormalization({ name: 'norm' }),
      L.conv2d({ name: 'second', filters: 2, kernelSize: 1 }),
      L.batchNormalization({ name: 'norm2' }),
      new ReLU({ name: 'relu2' }),
      L.maxPooling2d({ name: 'pool', poolSize: 2 }),
      L.flatten({ name: 'flat' }),
      L.dense({ name: 'fc', units: 3 }),
      L.leakyReLU({ name: 'leaky' }),
    ];
    expect(row([4, 4, 3], ...layers)).toEqual([
      { layers: ['conv'], kernel: 'rectifiedConv2d' },
      { layers: ['norm'], kernel: 'batchNormRectified' },
      { layers: ['second', 'norm2', 'relu2'], kernel: 'normalizedConv2d' },
      { layers: ['pool'], kernel: 'poolDropout' },
      { layers: ['flat'], reason: 'no kernel for Flatten' },
      { layers: ['fc', 'leaky'], kernel: 'rectifiedDense' },
    ]);
  });

  it('takes a sum together with the activation behind it, unless something else takes the sum as well', () => {
    const x = tfl.input({ shape: [4, 4, 2] });
    const sum = L.add({ name: 'sum' }).apply([x, x]) as tfl.SymbolicTensor;
    const y = L.reLU({ name: 'relu' }).apply(sum) as tfl.SymbolicTensor;
    const stepsOf = (...outputs: tfl.SymbolicTensor[]) => fuse(tfl.model({ inputs: x, outputs })).plan.steps;
    expect(stepsOf(y)).toEqual([{ layers: ['sum', 'relu'], kernel: 'rectifiedSum' }]);
    expect(stepsOf(y, sum)).toEqual([
      { layers: ['sum'], reason: 'no kernel for Add' },
      { layers: ['relu'], reason: 'it follows nothing that it could be computed with' },
    ]);
  });

  it('adds within the convolution whose normalized output alone is added', () => {
    const x = tfl.input({ shape: [4, 4, 2] });
    const through = (layer: Layer, ...inputs: tfl.SymbolicTensor[]) =>
      layer.apply(inputs.length === 1 ? inputs[0]! : inputs) as tfl.SymbolicTensor;
    const convolved = through(convolution(), x);
    const normalized = through(L.batchNormalization({ name: 'norm' }), convolved);
    const other = through(L.averagePooling2d({ name: 'pool', poolSize: 1 }), x);
    const sum = through(L.add({ name: 'sum' }), normalized, other);
    const y = through(new ReLU({ name: 'relu' }), sum);
    const stepsOf = (...outputs: tfl.SymbolicTensor[]) => fuse(tfl.model({ inputs: x, outputs })).plan.steps;
    const pool = { layers: ['pool'], kernel: 'poolDropout' };
    expect(stepsOf(y)).toEqual([
      pool,
      { layers: ['conv', 'norm', 'sum', 'relu'], kernel: 'normalizedConv2d' },
    ]);
    expect(stepsOf(y, normalized)).toEqual([
      { layers: ['conv', 'norm'], kernel: 'normalizedConv2d' },
      pool,
      { layers: ['sum', 'relu'], kernel: 'rectifiedSum' },
    ]);
  });

  it('says whether the kernels are there', () => {
    const model = tfl.sequential({ layers: [L.dense({ units: 1, inputShape: [1] })] });
    expect(fuse(model).plan.active).toBe(false);
  });

  const Conv2D = convolution().constructor as new (config: object) => Layer;
  class Tripled extends Conv2D {
    override call(inputs: tf.Tensor | tf.Tensor[], kwargs: object) {
      return tf.mul(super.call(inputs, kwargs as never) as tf.Tensor, 3);
    }
  }
  it.each<[string, Layer]>([
    ['dilation', convolution({ dilationRate: 2 })],
    ['channels first', convolution({ dataFormat: 'channelsFirst' })],
    ['its own activation is not ReLU', convolution({ activation: 'tanh' })],
    ['its own activation is not ReLU', L.dense({ units: 2, activation: 'softmax', name: 'conv' })],
    ['several filters for a channel', L.depthwiseConv2d({ kernelSize: 1, depthMultiplier: 2, name: 'conv' })],
    ['strides that differ', L.depthwiseConv2d({ kernelSize: 1, strides: [1, 2], name: 'conv' })],
    ['no kernel for SeparableConv2D', L.separableConv2d({ kernelSize: 1, filters: 2, name: 'conv' })],
    ['it follows nothing that it could be computed with', new ReLU({ name: 'conv' })],
    ['a class with a `call` of its own', new Tripled({ name: 'conv', filters: 1, kernelSize: 1 })],
  ])('says why a layer is called as it is: %s', (reason, layer) => {
    const shape = layer.getClassName() === 'Dense' ? [3] : [4, 4, 3];
    const x = tfl.input({ shape });
    const y = layer.apply(x) as tfl.SymbolicTensor;
    expect(fuse(tfl.model({ inputs: x, outputs: y })).plan.steps).toEqual([{ layers: ['conv'], reason }]);
  });

  it.each<[string, (layer: Layer) => void]>([
    [
      'its `call` was replaced',
      (layer) => {
        layer.call = (x) => [x].flat()[0]!;
      },
    ],
    ['somebody listens to it (`setCallHook`)', (layer) => layer.setCallHook(() => undefined)],
    ['an `apply` of its own', (layer) => Object.assign(layer, { apply: layer.apply.bind(layer) })],
    ['an activity regularizer', (layer) => Object.assign(layer, { activityRegularizer: {} })],
  ])('says why a layer is no longer computed by a kernel: %s', (reason, change) => {
    const layer = convolution({ inputShape: [4, 4, 3] });
    const network = fuse(tfl.sequential({ layers: [layer] }));
    expect(network.plan.steps).toEqual([{ layers: ['conv'], kernel: 'rectifiedConv2d' }]);
    change(layer);
    expect(network.plan.steps).toEqual([{ layers: ['conv'], reason }]);
  });

  it('a dense layer of rows', () => {
    const [step] = row([4, 3], L.dense({ name: 'fc', units: 2 }));
    expect(step).toEqual({ layers: ['fc'], reason: 'an input that is not flat' });
  });

  it('shows models within models, and what changes', () => {
    const inner = tfl.sequential({ name: 'inner', layers: [convolution({ inputShape: [4, 4, 3] })] });
    const x = tfl.input({ shape: [4, 4, 3] });
    const network = fuse(tfl.model({ inputs: x, outputs: inner.apply(x) as tfl.SymbolicTensor }));
    const { plan } = network;
    expect(plan.steps).toEqual([
      { layers: ['inner'], steps: [{ layers: ['conv'], kernel: 'rectifiedConv2d' }] },
    ]);
    inner.add(new ReLU({ name: 'relu' }));
    expect(network.plan.steps[0]!.steps).toEqual([{ layers: ['conv', 'relu'], kernel: 'rectifiedConv2d' }]);
  });

  it('has nothing to say of a model with a call of its own', () => {
    const model = tfl.sequential({ layers: [L.dense({ name: 'fc', units: 1, inputShape: [1] })] });
    model.call = (x) => x;
    expect(fuse(model).plan.steps).toEqual([
      { layers: ['fc'], reason: 'a model with a `call` or `apply` of its own' },
    ]);
  });
});
