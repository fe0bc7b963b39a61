import '@tensorflow/tfjs-backend-cpu';
import { chooseBackend } from '@rectified/backend';
import { hasFusedOperations } from '@rectified/kernels';
import { CeilMaxPooling2D, layersWithin, SeededDropout } from '@rectified/layers';
import { LeakyReLU } from '@rectified/leaky-relu';
import { PReLU } from '@rectified/prelu';
import { drawNoise, normal, type Stochastic, seedNoise, uniform } from '@rectified/random';
import { ReLU } from '@rectified/relu';
import { RReLU } from '@rectified/rrelu';
import { closeTo } from '@rectified/testing';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { graphOf } from '../src/graph-of.js';
import { fuse } from '../src/index.js';
import { keptPlanOf } from '../src/kept-plan.js';
import { planOf } from '../src/plan.js';
import { asFused, comparePasses } from './check-graph.js';

const { kernels } = await chooseBackend().catch(() => ({ kernels: 'plain' }));
await tf.ready();
const fused = kernels === 'native';

type Layer = tfl.layers.Layer;
type Symbolic = tfl.SymbolicTensor;
const { layers: L } = tfl;

const numbers = (shape: number[], stream = 1) =>
  tf.tensor(normal(tf.util.sizeFromShape(shape), { seed: 1, stream, step: 0 }), shape);
const input = (...shape: (number | null)[]) => tfl.input({ shape });
const through = (x: Symbolic | Symbolic[], ...layers: Layer[]) =>
  layers.reduce<Symbolic | Symbolic[]>((value, layer) => layer.apply(value) as Symbolic, x) as Symbolic;
const convolution = (filters: number, kernelSize = 3, options: object = {}) =>
  L.conv2d({ filters, kernelSize, padding: 'same', biasInitializer: 'randomNormal', ...options });
const modelOf = (inputs: Symbolic | Symbolic[], outputs: Symbolic | Symbolic[]) =>
  tfl.model({ inputs, outputs });
/** Of the class that tfjs doesn't export. */
const classOf = (layer: Layer) => layer.constructor as new (config: object) => Layer;
const Conv2D = classOf(convolution(1));

/** Expects what tfjs gives: outputs, gradients, moving statistics, noise; in training and inference. */
function expectSame(model: tfl.LayersModel, ...inputs: tf.Tensor[]): void {
  const layers = model.layers.flatMap((layer) => [layer, ...layersWithin(layer)]);
  for (const training of [true, false])
    expect(comparePasses({ model, inputs, layers, changes: [] }, asFused, training)).toBe(true);
}

/** How many operations there are for the layers that could be fused. */
const operations = (model: tfl.LayersModel) => planOf(model).steps.filter(({ run }) => run).length;

describe(`models that are unusual, by ${kernels} kernels`, () => {
  afterEach(() => {
    vi.restoreAllMocks();
    tf.disposeVariables();
  });
  const test = (name: string, check: () => void) =>
    it(name, () => {
      expect(hasFusedOperations()).toBe(fused);
      tf.tidy(check);
    });

  test('several inputs and outputs', () => {
    const [a, b] = [input(6, 6, 3), input(6, 6, 3)];
    const sum = through([through(a, convolution(4), new ReLU()), through(b, convolution(4))], L.add());
    const model = modelOf([a, b], [through(sum, convolution(2), new LeakyReLU()), sum]);
    expectSame(model, numbers([2, 6, 6, 3]), numbers([2, 6, 6, 3], 2));
    const outputs = fuse(model).apply<tf.Tensor[]>([numbers([2, 6, 6, 3]), numbers([2, 6, 6, 3])]);
    expect(outputs.map(({ shape }) => shape)).toEqual([
      [2, 6, 6, 2],
      [2, 6, 6, 4],
    ]);
  });

  test('sums with an activation behind them', () => {
    const x = input(6, 5, 4);
    const [a, b, c] = [convolution(4), convolution(4, 1), convolution(4, 1)].map((layer) =>
      through(x, layer),
    );
    const sums: [Symbolic[], number][] = [
      [[a!, b!], 1],
      [[a!, b!, c!, x], 1],
      [[a!, a!], 1],
      // Not of one shape.
      [[a!, through(x, L.averagePooling2d({ poolSize: [6, 5] }))], 0],
      [[a!, through(x, L.globalAveragePooling2d({}))], 0],
    ];
    for (const [addends, count] of sums)
      for (const activation of [new ReLU(), new PReLU(), new RReLU(), L.activation({ activation: 'tanh' })]) {
        const model = modelOf(x, through(addends, L.add(), activation));
        expectSame(model, numbers([2, 6, 5, 4]));
        const fused = planOf(model).steps.filter(({ kernel }) => kernel === 'rectifiedSum');
        expect(fused).toHaveLength('elementwise' in activation ? count : 0);
      }
  });

  test('sums of normalized convolutions, as in residual blocks', () => {
    const x = input(6, 5, 4);
    const block = (kernelSize: number, ...after: Layer[]) =>
      through(x, convolution(4, kernelSize), L.batchNormalization(), ...after);
    const [norm, shared] = [L.batchNormalization(), convolution(4)];
    const each = L.depthwiseConv2d({ kernelSize: 3, padding: 'same' });
    const twice = block(3);
    const sums: [Symbolic[], number][] = [
      [[block(3), x], 1],
      [[x, block(1)], 1],
      [[block(3), block(1)], 2],
      [[block(3, new ReLU()), x], 2],
      [[through(x, each, L.batchNormalization()), x], 1],
      [[block(3), x, x], 2],
      [[twice, twice], 2],
      [[through(x, shared, norm), through(x, shared, norm)], 3],
    ];
    for (const [addends, count] of sums)
      for (const activation of [new ReLU(), new PReLU(), new RReLU()]) {
        const model = modelOf(x, through(addends, L.add(), activation));
        expectSame(model, numbers([2, 6, 5, 4]));
        expect(operations(model)).toBe(count);
      }
    const open = input(null, null, 4);
    const added = through(open, convolution(4), L.batchNormalization());
    const anySize = modelOf(open, through([added, open], L.add(), new ReLU()));
    expectSame(anySize, numbers([2, 3, 7, 4]));
    expect(operations(anySize)).toBe(2);
  });

  test('a sum and an activation that are called again, and a sum that is an output', () => {
    const x = input(4, 4, 3);
    const [sum, activation] = [L.add(), new RReLU()];
    const once = through([x, through(x, convolution(3))], sum, activation);
    const twice = through([once, x], sum, activation);
    expectSame(modelOf(x, through(twice, convolution(2))), numbers([2, 4, 4, 3]));
    const open = through([x, through(x, convolution(3))], L.add());
    const model = modelOf(x, [open, through(open, new ReLU())]);
    expectSame(model, numbers([2, 4, 4, 3]));
    expect(operations(model)).toBe(1);
  });

  test('a sum of flat outputs, and of sequences with a mask', () => {
    const x = input(5);
    const dense = () => through(x, L.dense({ units: 7 }));
    const flat = modelOf(x, through([dense(), dense()], L.add(), new PReLU()));
    expectSame(flat, numbers([3, 5]));
    expect(operations(flat)).toBe(3);
    const rows = input(4, 3);
    const masked = through(rows, L.masking());
    expectSame(modelOf(rows, through([masked, rows], L.add(), new ReLU())), numbers([2, 4, 3]));
  });

  test('depthwise convolutions', () => {
    const depthwise = (config: object = {}) =>
      L.depthwiseConv2d({ kernelSize: 3, biasInitializer: 'randomNormal', ...config } as never);
    const zeros = L.zeroPadding2d({ padding: 1 as never });
    const channelsFirst = { dataFormat: 'channelsFirst', padding: 'same' };
    // The layers, and in how many operations they are computed.
    const rows: [Layer[], number][] = [
      [[depthwise(), L.batchNormalization(), new ReLU()], 1],
      [[depthwise({ padding: 'same', useBias: false }), L.batchNormalization(), new RReLU()], 1],
      [[zeros, depthwise({ strides: 2 }), L.batchNormalization(), new PReLU()], 1],
      [[depthwise({ strides: 2, padding: 'same' }), L.leakyReLU()], 1],
      [[depthwise({ kernelSize: [3, 2], activation: 'relu' }), L.batchNormalization()], 2],
      [[L.averagePooling2d({ poolSize: 3, strides: 1, padding: 'same' }), depthwise({ kernelSize: 1 })], 2],
      [[depthwise({ activation: 'tanh' }), L.batchNormalization(), new ReLU()], 1],
      [[depthwise({ depthMultiplier: 2 }), L.batchNormalization(), new ReLU()], 1],
      [[depthwise({ dilationRate: 2 }), new ReLU()], 0],
      [[depthwise(channelsFirst), new ReLU()], 0],
      [[L.separableConv2d({ filters: 3, kernelSize: 3 }), L.batchNormalization(), new ReLU()], 1],
    ];
    for (const [layers, count] of rows) {
      const x = input(7, 6, 5);
      const model = modelOf(x, through(x, ...layers));
      expectSame(model, numbers([2, 7, 6, 5]));
      expect(operations(model)).toBe(count);
    }
  });

  test('a depthwise convolution that is called again, one whose output something else takes, and two of one input', () => {
    const x = input(6, 6, 4);
    const shared = L.depthwiseConv2d({ kernelSize: 3, padding: 'same' });
    const norm = L.batchNormalization();
    expectSame(modelOf(x, through(x, shared, norm, new ReLU(), shared, norm)), numbers([2, 6, 6, 4]));
    const open = through(x, L.depthwiseConv2d({ kernelSize: 3, padding: 'same' }));
    const rectified = through(open, L.batchNormalization(), new ReLU());
    expectSame(modelOf(x, [open, through([rectified, open], L.add(), new ReLU())]), numbers([2, 6, 6, 4]));
    const both = [1, 1].map((kernelSize) => through(x, L.depthwiseConv2d({ kernelSize }), new ReLU()));
    expectSame(modelOf(x, through(both, L.concatenate(), convolution(3, 1))), numbers([2, 6, 6, 4]));
    const unused = L.depthwiseConv2d({ kernelSize: 3, useBias: false });
    const model = modelOf(x, through(x, unused));
    Object.assign(unused, { bias: (shared as unknown as { bias: unknown }).bias });
    expectSame(model, numbers([2, 6, 6, 4]));
  });

  test('the same output twice, and an input as an output', () => {
    const x = input(4, 4, 2);
    const y = through(x, convolution(2), new ReLU());
    const model = modelOf(x, [y, x]);
    const images = numbers([1, 4, 4, 2]);
    const [, same] = fuse(model).apply<tf.Tensor[]>(images);
    closeTo(same!.dataSync(), images.dataSync());
    expect(same).not.toBe(images);
  });

  test('a wrong number of inputs', () => {
    const [a, b] = [input(2), input(2)];
    const model = modelOf([a, b], through([a, b], L.add()));
    expect(() => fuse(model).apply(numbers([1, 2]))).toThrow();
  });

  test('the gradient of the input, past a convolution as well', () => {
    const x = input(6, 6, 3);
    expectSame(
      modelOf(x, through([x, through(x, convolution(3), new ReLU())], L.add())),
      numbers([2, 6, 6, 3]),
    );
  });

  test('two models, one behind the other', () => {
    const [a, b] = [input(6, 6, 3), input(6, 6, 3)];
    const first = modelOf(a, through(a, convolution(3), new LeakyReLU()));
    const second = modelOf(b, through([b, through(b, convolution(3), new LeakyReLU())], L.add()));
    const x = numbers([2, 6, 6, 3]);
    const weights = first.trainableWeights.map((weight) => weight.read() as tf.Variable);
    const gradients = (apply: (model: tfl.LayersModel, x: tf.Tensor) => tf.Tensor) => {
      const { grads } = tf.variableGrads(() => tf.sum(tf.square(apply(second, apply(first, x)))), weights);
      return weights.map(({ name }) => grads[name]!.dataSync());
    };
    const expected = gradients((model, x) => model.apply(x, { training: true }) as tf.Tensor);
    gradients((model, x) => fuse(model).apply(x, { training: true })).forEach((actual, at) => {
      closeTo(actual, expected[at]!, { absolute: 1e-4, relative: 1e-4 });
    });
  });

  test('a gradient within a gradient', () => {
    class Cube extends L.Layer {
      static className = 'TestCube';
      override call(inputs: tf.Tensor | tf.Tensor[]) {
        const x = [inputs].flat()[0]!;
        return tf.mul(x, tf.square(x));
      }
    }
    const x = input(3);
    const model = modelOf(x, through(x, L.dense({ units: 2 }), new Cube({})));
    const steepness = (apply: (x: tf.Tensor) => tf.Tensor) =>
      tf
        .grad((x) => tf.sum(tf.square(tf.grad((x) => tf.sum(apply(x)))(x))))(numbers([2, 3]))
        .dataSync();
    closeTo(
      steepness((x) => fuse(model).apply(x)),
      steepness((x) => model.apply(x) as tf.Tensor),
    );
  });

  test('layers that are added and taken away after a pass', () => {
    const model = tfl.sequential({ layers: [convolution(4, 3, { inputShape: [6, 6, 3] }), L.flatten()] });
    const x = numbers([2, 6, 6, 3]);
    expectSame(model, x);
    model.add(L.dense({ units: 5, biasInitializer: 'randomNormal' }));
    expect(fuse(model).apply(x).shape).toEqual([2, 5]);
    expectSame(model, x);
    model.pop();
    model.add(L.dense({ units: 5, biasInitializer: 'randomNormal' }));
    expectSame(model, x);
  });

  test('a row of layers within a model, longer after a pass', () => {
    const row = tfl.sequential({ layers: [convolution(3, 3, { inputShape: [5, 5, 3] }), new ReLU()] });
    const x = input(5, 5, 3);
    const model = modelOf(x, through(x, row, convolution(2, 1, { name: 'last' })));
    const images = numbers([1, 5, 5, 3]);
    expectSame(model, images);
    row.add(convolution(3, 1));
    expectSame(model, images);
  });

  test('settings that are changed after a pass', () => {
    const [act, norm] = [new LeakyReLU(), L.batchNormalization()];
    const [first, drop] = [convolution(4), new SeededDropout({ rate: 0.5, seed: 1 })];
    const x = input(6, 6, 3);
    const model = modelOf(
      x,
      through(x, first, norm, act, L.maxPooling2d({ poolSize: 2 }), drop, convolution(2)),
    );
    const images = numbers([2, 6, 6, 3]);
    expectSame(model, images);
    expect(() => Object.assign(act.options, { divisor: 2 })).toThrow(TypeError);
    Object.assign(norm, { momentum: 0.3, epsilon: 0.1 });
    Object.assign(drop, { rate: 0 });
    expectSame(model, images);
    Object.assign(first, { dilationRate: [2, 2] });
    closeTo(fuse(model).apply(images).dataSync(), (model.apply(images) as tf.Tensor).dataSync(), {
      absolute: 1e-5,
    });
    Object.assign(first, { dilationRate: [1, 1] });
    Object.assign(first, {
      activation: (L.dense({ units: 1, activation: 'tanh' }) as unknown as { activation: object }).activation,
    });
    expectSame(model, images);
  });

  test('a window that becomes larger than the image', () => {
    const x = input(4, 4, 3);
    const [first, pool] = [convolution(4, 3, { useBias: false }), L.maxPooling2d({ poolSize: 2 })];
    const model = modelOf(x, through(x, first, new ReLU(), pool));
    const images = numbers([2, 4, 4, 3]);
    expectSame(model, images);
    // The model still declares an output of 2 x 2.
    Object.assign(pool, { poolSize: [5, 5] });
    expect(fuse(model).predict(images).shape).toEqual([2, 0, 0, 4]);
    expect((model.apply(images) as tf.Tensor).shape).toEqual([2, 0, 0, 4]);
  });

  test('weights that are frozen after a pass', () => {
    const x = input(6, 6, 3);
    const norm = L.batchNormalization({ gammaInitializer: 'randomNormal', betaInitializer: 'randomNormal' });
    const first = convolution(4);
    const model = modelOf(x, through(x, first, norm, new ReLU()));
    const images = numbers([2, 6, 6, 3]);
    expectSame(model, images);
    // tfjs puts frozen weights behind the others.
    for (const layer of [first, norm]) Object.assign(layer.trainableWeights[0]!, { trainable: false });
    expectSame(model, images);
  });

  test('a function of its own in one layer, and one in all of a class', () => {
    const x = input(6, 6, 3);
    const [first, act] = [convolution(4), new ReLU()];
    const model = modelOf(x, through(x, first, act, convolution(2), new LeakyReLU()));
    const images = numbers([1, 6, 6, 3]);
    expectSame(model, images);
    const call = act.call.bind(act);
    act.call = (inputs) => tf.minimum(call(inputs), 0.1);
    expectSame(model, images);
    const leaky = LeakyReLU.prototype.call;
    vi.spyOn(LeakyReLU.prototype, 'call').mockImplementation(function (this: LeakyReLU, inputs) {
      return tf.add(leaky.call(this, inputs), 1);
    });
    expectSame(model, images);
    const convolve = Conv2D.prototype.call;
    vi.spyOn(Object.getPrototypeOf(Conv2D.prototype), 'call').mockImplementation(function (
      this: Layer,
      ...args: unknown[]
    ) {
      return tf.mul(convolve.apply(this, args as Parameters<Layer['call']>) as tf.Tensor, 2);
    });
    expectSame(model, images);
  });

  test('activations of tfjs', () => {
    const x = input(6, 6, 3);
    const model = modelOf(
      x,
      through(
        x,
        convolution(4, 3, { activation: 'relu' }),
        convolution(5),
        L.batchNormalization(),
        L.leakyReLU({ alpha: 0.2 }),
        convolution(4),
        L.prelu({ sharedAxes: [1, 2], alphaInitializer: 'randomNormal' }),
        convolution(3),
        L.activation({ activation: 'relu' }),
        L.batchNormalization(),
        L.reLU(),
        L.flatten(),
        L.dense({ units: 4, activation: 'relu' }),
        L.dense({ units: 3 }),
        L.prelu({ alphaInitializer: 'randomNormal' }),
      ),
    );
    expectSame(model, numbers([2, 6, 6, 3]));
    expect(planOf(model).steps.map(({ layers }) => layers.length)).toEqual([1, 3, 2, 2, 2, 1, 1, 2]);
  });

  test("a kernel of another number of filters in the place of a layer's own", () => {
    const x = input(6, 6, 3);
    const [four, one] = [convolution(4, 1), convolution(1, 1)] as [Layer, Layer];
    const model = modelOf(x, [through(x, four, new ReLU()), through(x, one)]);
    Object.assign(four, { kernel: (one as unknown as { kernel: object }).kernel });
    const reasons = fuse(model).plan.steps.map((step) => 'reason' in step && step.reason);
    expect(reasons).toContain('a bias of another size');
    expectSame(model, numbers([2, 6, 6, 3]));
  });

  test('activations of tfjs that no kernel knows', () => {
    const x = input(6, 6, 3);
    const model = modelOf(
      x,
      through(
        x,
        convolution(4, 3, { activation: 'tanh' }),
        L.reLU({ maxValue: 6 }),
        convolution(4),
        L.leakyReLU({ alpha: -0.5 }),
        convolution(4),
        L.prelu({ alphaInitializer: 'randomNormal' }),
        L.flatten(),
        L.dense({ units: 3, activation: 'softmax' }),
      ),
    );
    expectSame(model, numbers([2, 6, 6, 3]));
    // The two convolutions without an activation of their own.
    expect(operations(model)).toBe(2);
  });

  test('somebody who listens to a layer', () => {
    const x = input(3);
    const first = L.dense({ units: 4 });
    const model = modelOf(x, through(x, first, new ReLU()));
    const heard = vi.fn();
    first.setCallHook(heard);
    fuse(model).apply(numbers([1, 3]));
    expect(heard).toHaveBeenCalledOnce();
  });

  test('classes that extend those of tfjs and ours', () => {
    class Standardized extends Conv2D {
      override call(inputs: tf.Tensor | tf.Tensor[], kwargs: object) {
        return tf.mul(super.call(inputs, kwargs as never) as tf.Tensor, 10);
      }
    }
    class Clipped extends ReLU {
      override call(inputs: tf.Tensor | tf.Tensor[]) {
        return tf.minimum(super.call(inputs), 0.1);
      }
    }
    class Half extends CeilMaxPooling2D {
      protected override pool(x: tf.Tensor4D): tf.Tensor4D {
        return tf.mul(super.pool(x), 0.5);
      }
    }
    class Steeper extends PReLU {}
    const x = input(6, 6, 3);
    const model = modelOf(
      x,
      through(
        x,
        new Standardized({ filters: 4, kernelSize: 3, padding: 'same' }),
        new LeakyReLU(),
        convolution(4),
        new Clipped(),
        new Half({ poolSize: 2 }),
        convolution(2),
        new Steeper(),
      ),
    );
    expectSame(model, numbers([2, 6, 6, 3]));
    // The two convolutions, the second with what only bears another name.
    expect(operations(model)).toBe(2);
  });

  test('a batch normalization of two branches', () => {
    const x = input(6, 6, 3);
    const norm = L.batchNormalization({ momentum: 0.5 });
    const branches = [1, 2].map(() => through(x, convolution(2, 1), norm));
    const model = modelOf(x, through(branches, L.concatenate()));
    expectSame(model, numbers([4, 6, 6, 3]));
  });

  for (const [name, make] of [
    ['random rectifier', () => new RReLU({ seed: 1 })],
    ['dropout', () => new SeededDropout({ rate: 0.5, seed: 1 })],
  ] as const)
    test(`a ${name} of two branches`, () => {
      const x = input(6, 6, 3);
      const shared = make();
      const branches = [1, 2].map(() => through(x, convolution(2, 1), shared));
      expectSame(modelOf(x, through(branches, L.concatenate(), convolution(2))), numbers([2, 6, 6, 3]));
    });

  test('noise that comes with the call, and nothing that is set', () => {
    const x = input(6, 6, 3);
    const [act, drop, alone] = [
      new RReLU({ seed: 1 }),
      new SeededDropout({ rate: 0.5, seed: 1 }),
      new SeededDropout({ rate: 0.5, seed: 1 }),
    ];
    const pool = L.maxPooling2d({ poolSize: 2 });
    const twice = through([through(x, convolution(3), act), through(x, convolution(3), act)], L.add());
    const model = modelOf(x, through(twice, pool, drop, convolution(2), alone));
    const before = [act, drop, alone].map(({ noise }) => noise);
    const images = numbers([2, 6, 6, 3]);
    const noise = { seed: 3, step: 7 };
    const network = fuse(model);
    const [first, again, next] = [noise, noise, { ...noise, step: 8 }].map((noise) =>
      network.apply(images, { training: true, noise }).dataSync(),
    );
    expect([act, drop, alone].map(({ noise }) => noise)).toEqual(before);
    expect(again).toEqual(first);
    expect(next).not.toEqual(first);
    seedNoise(model.layers, noise);
    closeTo(first!, (model.apply(images, { training: true }) as tf.Tensor).dataSync(), { absolute: 1e-5 });
  });

  test('a random layer of somebody else, and one within another', () => {
    class Shaken extends L.Layer implements Stochastic {
      static className = 'TestShaken';
      noise = { seed: 1, stream: 0, step: 0 };
      override call(inputs: tf.Tensor | tf.Tensor[]) {
        const x = [inputs].flat()[0]!;
        return tf.mul(x, tf.tensor(uniform(x.size, drawNoise(this)), x.shape));
      }
    }
    const x = input(4, 3);
    const [shaken, inner] = [new Shaken({}), new SeededDropout({ rate: 0.5, seed: 1 })];
    const model = modelOf(x, through(x, shaken, L.timeDistributed({ layer: inner })));
    const steps = numbers([2, 4, 3]);
    const noise = { seed: 3, step: 7 };
    const actual = fuse(model).apply(steps, { training: true, noise }).dataSync();
    seedNoise([shaken, inner], noise);
    closeTo(actual, (model.apply(steps, { training: true }) as tf.Tensor).dataSync());
    // Without a graph to follow, too.
    const call = model.call.bind(model);
    model.call = (...args) => call(...args);
    closeTo(fuse(model).apply(steps, { training: true, noise }).dataSync(), actual);
  });

  test('a layer of a branch that a model within the model has, too', () => {
    const [x, inner] = [input(6, 6, 3), input(6, 6, 3)];
    const norm = L.batchNormalization({ momentum: 0.5 });
    const part = modelOf(inner, through(inner, convolution(2, 1), norm));
    const branches = [through(x, convolution(2, 1)), through(x, part), through(x, convolution(2, 1), norm)];
    expectSame(modelOf(x, through(branches, L.concatenate())), numbers([4, 6, 6, 3]));
  });

  test('models within the model, with two outputs and called twice', () => {
    const inner = input(6, 6, 4);
    const first = through(
      inner,
      convolution(4),
      L.batchNormalization({ momentum: 0.5 }),
      new RReLU({ seed: 1 }),
    );
    const part = modelOf(inner, [first, through(inner, convolution(4, 1))]);
    const x = input(6, 6, 4);
    const [a, b] = part.apply(x) as Symbolic[];
    const [, c] = part.apply(b!) as Symbolic[];
    expectSame(modelOf(x, through(b!, new LeakyReLU())), numbers([2, 6, 6, 4]));
    expectSame(modelOf(x, through([a!, b!, c!], L.add(), new LeakyReLU())), numbers([2, 6, 6, 4]));
  });

  test('masks', () => {
    const x = input(5, 3);
    const masked = through(x, L.masking(), L.dense({ units: 3 }), new ReLU(), L.lstm({ units: 4 }));
    const steps = tf.mul(
      numbers([3, 5, 3]),
      tf.tensor3d([1, 1, 0, 1, 0, 1, 1, 0, 0, 1, 1, 1, 1, 0, 0], [3, 5, 1]),
    );
    expectSame(modelOf(x, masked), steps);

    const words = tfl.input({ shape: [6], dtype: 'int32' });
    const embedded = through(
      words,
      L.embedding({ inputDim: 5, outputDim: 3, maskZero: true }),
      L.gru({ units: 4 }),
    );
    const ids = tf.tensor(
      uniform(12, { seed: 1, stream: 1, step: 0 }).map((value) => Math.floor(5 * value)),
      [2, 6],
      'int32',
    );
    expectSame(modelOf(words, embedded), ids);
  });

  test('a recurrent layer that remembers', () => {
    const x = tfl.input({ batchShape: [2, 4, 3] });
    const memory = L.simpleRNN({ units: 3, stateful: true });
    const model = modelOf(x, through(x, memory, L.dense({ units: 2 })));
    const steps = numbers([2, 4, 3]);
    const twice = (apply: () => tf.Tensor) => {
      memory.resetStates();
      return [apply().dataSync(), apply().dataSync()];
    };
    const expected = twice(() => model.apply(steps) as tf.Tensor);
    twice(() => fuse(model).apply(steps)).forEach((actual, at) => {
      closeTo(actual, expected[at]!, { absolute: 1e-5 });
    });
  });

  test('a concatenation in two places', () => {
    const x = input(6, 6, 3);
    const joined = L.concatenate();
    const [a, b] = [through(x, convolution(2)), through(x, convolution(3))];
    const twice = through([through([a, b], joined), a], joined);
    expectSame(modelOf(x, through(twice, convolution(4, 1), new ReLU())), numbers([2, 6, 6, 3]));
  });

  for (const dtype of ['int32', 'bool'] as const)
    test(`images of ${dtype}`, () => {
      const x = input(6, 6, 3);
      const model = modelOf(x, through(x, convolution(4), new ReLU()));
      expectSame(model, tf.cast(tf.greater(numbers([2, 6, 6, 3]), 0), dtype));
    });

  test('a layer that makes another type, and one that wants a list', () => {
    class Signs extends L.Layer {
      static className = 'TestSigns';
      override call(inputs: tf.Tensor | tf.Tensor[]) {
        const [x] = inputs as [tf.Tensor];
        return tf.greater(x, 0);
      }
    }
    const x = input(6, 6, 3);
    const model = modelOf(x, through(x, convolution(4), new Signs({}), convolution(2), new ReLU()));
    const images = numbers([2, 6, 6, 3]);
    closeTo(fuse(model).apply(images).dataSync(), (model.apply(images) as tf.Tensor).dataSync(), {
      absolute: 1e-5,
    });
  });

  test('a layer that keeps what it made', () => {
    class Tap extends L.Layer {
      static className = 'TestTap';
      last: tf.Tensor | undefined;
      override call(inputs: tf.Tensor | tf.Tensor[]) {
        this.last = tf.relu([inputs].flat()[0]!);
        return this.last;
      }
    }
    const x = input(6, 6, 3);
    const tap = new Tap({});
    const model = modelOf(x, through(x, convolution(4), tap, convolution(2)));
    tf.variableGrads(() => {
      const y = fuse(model).apply(numbers([2, 6, 6, 3]), { training: true });
      return tf.add(tf.sum(y), tf.sum(tf.square(tap.last!)));
    });
  });

  test('sizes that are known only then, and windows that are larger', () => {
    const x = input(null, null, 3);
    const model = modelOf(x, through(x, convolution(4), new ReLU(), L.maxPooling2d({ poolSize: 2 })));
    for (const [height, width] of [
      [9, 10],
      [5, 7],
    ] as const)
      expectSame(model, numbers([2, height, width, 3]));
    expect(fuse(model).apply(numbers([2, 1, 4, 3])).shape).toEqual(
      (model.apply(numbers([2, 1, 4, 3])) as tf.Tensor).shape,
    );
  });

  test('gradients that somebody passes on', () => {
    class Both extends L.Layer {
      static className = 'TestBoth';
      override computeOutputShape(shapes: tfl.Shape | tfl.Shape[]): tfl.Shape {
        return shapes[0] as tfl.Shape;
      }
      override call(inputs: tf.Tensor | tf.Tensor[]) {
        const sum = tf.customGrad((a, b) => ({
          value: tf.add(a as tf.Tensor, b as tf.Tensor),
          gradFunc: (dy: tf.Tensor) => [dy, dy],
        }));
        const [a, b] = inputs as [tf.Tensor, tf.Tensor];
        return sum(a, b);
      }
    }
    const x = input(6, 6, 3);
    const branches = [1, 2].map(() => through(x, convolution(3), new ReLU()));
    expectSame(modelOf(x, through(branches, new Both({}), convolution(2))), numbers([2, 6, 6, 3]));
  });

  it('another backend after a pass', async () => {
    const x = input(6, 6, 3);
    const model = modelOf(x, through(x, convolution(4), new ReLU(), convolution(2)));
    const [network, images, backend] = [fuse(model), numbers([2, 6, 6, 3]), tf.getBackend()];
    const expected = tf.tidy(() => network.predict(images).dataSync());
    await tf.setBackend('cpu');
    try {
      closeTo(
        tf.tidy(() => network.predict(images).dataSync()),
        expected,
        { absolute: 1e-5 },
      );
    } finally {
      await tf.setBackend(backend);
    }
    closeTo(
      tf.tidy(() => network.predict(images).dataSync()),
      expected,
      { absolute: 1e-5 },
    );
    images.dispose();
  });

  it('a plan is kept until something changes that it was made of', () => {
    const x = input(6, 6, 3);
    const [first, norm] = [convolution(4), L.batchNormalization()];
    const model = modelOf(x, through(x, first, norm, new ReLU()));
    const graph = graphOf(model)!;
    const plan = keptPlanOf(graph);
    Object.assign(norm, { momentum: 0.5, trainable: false });
    model.setWeights(model.getWeights());
    expect(keptPlanOf(graph)).toBe(plan);
    const { strides } = first as unknown as { strides: number[] };
    strides[0] = 2;
    const other = keptPlanOf(graph);
    expect(other).not.toBe(plan);
    expect(keptPlanOf(graph)).toBe(other);
    norm.call = (inputs) => [inputs].flat()[0]!;
    expect(keptPlanOf(graph).steps).toHaveLength(3);
  });

  it('a model that was saved and loaded', async () => {
    const x = input(6, 6, 3);
    const model = modelOf(
      x,
      through(x, convolution(4), L.batchNormalization(), new PReLU(), convolution(2, 1)),
    );
    const loaded = (await tfl.models.modelFromJSON(model.toJSON(null, false) as never)) as tfl.LayersModel;
    loaded.setWeights(model.getWeights());
    tf.tidy(() => {
      expectSame(loaded, numbers([2, 6, 6, 3]));
    });
    expect(operations(loaded)).toBe(2);
  });
});
