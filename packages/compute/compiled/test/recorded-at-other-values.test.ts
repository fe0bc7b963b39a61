import { activations } from '@rectified/activations';
import { chooseBackend } from '@rectified/backend';
import {
  batchNormRectified,
  normalizedConv2dBranches,
  rectifiedConv2d,
  rectifiedDense,
  rectifiedSum,
} from '@rectified/kernels';
import { closeTo } from '@rectified/testing';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compileSteps } from '../src/index.js';

afterAll(() => tf.disposeVariables());

const { kernels: found } = await chooseBackend({ backend: 'tfjs-node' });

const channels = 4;
const waves = <R extends tf.Rank>(shape: tf.ShapeMap[R], frequency: number): tf.Tensor<R> =>
  tf.reshape(tf.sin(tf.mul(tf.range(0, tf.util.sizeFromShape(shape)), frequency)), shape);

// Made inside each function: compiled ones know no tensors from outside.
const filter = (height: number, inputs = channels) =>
  waves<tf.Rank.R4>([height, height, inputs, channels], 0.7);
const bias = () => waves<tf.Rank.R1>([channels], 0.3);
const gamma = () => tf.tensor1d([1, -1, 0.5, 2]);

type Activation = Parameters<typeof rectifiedSum>[1];

/** Every operation that has an activation, of images [2, 5, 5, 4]. */
const operations: Record<string, (x: tf.Tensor4D, activation: Activation) => tf.Tensor> = {
  rectifiedConv2d: (x, activation) => rectifiedConv2d(x, filter(3), bias(), activation, { pad: 'same' }),
  'depthwise rectifiedConv2d': (x, activation) =>
    rectifiedConv2d(x, filter(3, 1), bias(), activation, { depthwise: true }),
  normalizedConv2d: (x, activation) => {
    const branch = { filter: filter(3), bias: null, gamma: gamma(), beta: bias(), activation };
    return normalizedConv2dBranches(x, [branch], { pad: 'same' })[0]!.y;
  },
  batchNormRectified: (x, activation) => batchNormRectified(x, gamma(), bias(), activation).y,
  rectifiedDense: (x, activation) =>
    rectifiedDense(
      tf.reshape(x, [-1, channels]),
      tf.reshape(filter(1), [channels, channels]),
      bias(),
      activation,
    ),
  rectifiedSum: (x, activation) => rectifiedSum([x, tf.sin(x)], activation),
};

/*
 * Native kernels decide from the values of a learned slope what the gradient has to keep, and their outputs then have other shapes.
 * A compiled function is recorded once, at the values of that moment, and must be right at any later ones.
 */
describe.skipIf(found !== 'native').each([
  { recorded: 1e-7, run: 0.3 },
  { recorded: 0.3, run: 1e-7 },
  { recorded: 0.3, run: 0 },
  { recorded: -0.3, run: 0.3 },
  { recorded: 0.3, run: -0.3 },
])('a function recorded at a slope of $recorded and run at $run', (slopes) => {
  beforeAll(() => chooseBackend({ backend: 'tfjs-node', kernels: 'native' }));

  it.each(Object.keys(operations))('has the value and gradients of %s', (name) => {
    const layer = new activations.prelu.layer({});
    layer.build([null, channels]);
    const slope = layer.trainableWeights[0]!.read() as tf.Variable;
    const fill = (value: number) => slope.assign(tf.fill(slope.shape, value));
    const results = (images: tf.Tensor) => {
      const of = (x: tf.Tensor, _: tf.Tensor) =>
        operations[name]!(x as tf.Tensor4D, layer.elementwise({ training: true }));
      const [dx, dslope] = tf.grads(of)([images, slope]);
      return { y: of(images, slope), dx: dx!, dslope: dslope! };
    };
    fill(slopes.recorded);
    const steps = compileSteps({
      variables: { slope: { read: () => slope, assign: (value) => slope.assign(value) } },
      functions: {
        of: {
          most: 1,
          inputs: { x: { type: 'float32', shape: [2, 5, 5, channels] } },
          compute: ({ x }) => results(x!),
        },
      },
    });
    fill(slopes.run);
    steps.write();
    const images = waves<tf.Rank.R4>([2, 5, 5, channels], 1.1);
    const compiled = steps.call('of', {
      count: 1,
      step: 0,
      inputs: { x: images.dataSync() as Float32Array },
    });
    steps.dispose();
    const run = results(images);
    for (const [key, expected] of Object.entries(run))
      closeTo(compiled[key]!, expected.dataSync(), { absolute: 1e-5, relative: 1e-5 });
    expect(Math.max(...run.dslope.dataSync().map(Math.abs))).toBeGreaterThan(0.1);
    slope.dispose();
  });
});
