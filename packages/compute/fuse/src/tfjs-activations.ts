import { activation, type ElementwiseCall, functionOf, max, mul, select } from '@rectified/activation';
import type * as tf from '@tensorflow/tfjs-core';

const keras = { title: 'Keras', authors: ['Chollet'], year: 2015 };
const both = { training: true };

const rectified = activation({
  ...{ name: 'tfjs-relu', title: 'ReLU of tfjs', paper: keras },
  formula: ({ x }) => max(x, 0),
});
const leakyRectified = activation({
  ...{ name: 'tfjs-leaky-relu', title: 'LeakyReLU of tfjs', paper: keras },
  options: { slope: { default: 0.3, min: 0 } },
  formula: ({ x, slope }) => select(x, 0, x, mul(x, slope)),
});
const learned = activation({
  ...{ name: 'tfjs-prelu', title: 'PReLU of tfjs', paper: keras },
  parameters: { slope: { initial: 0 } },
  formula: ({ x, slope }) => select(x, 0, x, mul(x, slope)),
});

/** max(x, 0) */
export const relu: ElementwiseCall = {
  ...{ options: [], parameters: [], noise: [] },
  function: functionOf(rectified.definition, {}, both),
};

const leakyFunction = functionOf(leakyRectified.definition, { slope: 0.3 }, both);
const learnedFunction = functionOf(learned.definition, {}, both);

/** x for x > 0, slope * x otherwise. */
export function leaky(slope: number): ElementwiseCall {
  return { function: leakyFunction, options: [slope], parameters: [], noise: [] };
}

/** The same with a learned slope for each channel. */
export function parametric(slopes: tf.Tensor): ElementwiseCall {
  return { function: learnedFunction, options: [], parameters: [{ values: slopes }], noise: [] };
}
