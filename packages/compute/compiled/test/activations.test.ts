import { activation, compute, type ElementwiseCall, functionOf } from '@rectified/activation';
import { activations } from '@rectified/activations';
import { chooseBackend } from '@rectified/backend';
import * as language from '@rectified/expression';
import { streamOf } from '@rectified/random';
import { closeTo } from '@rectified/testing';
import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compileSteps, type StepVariable } from '../src/index.js';

afterAll(() => tf.disposeVariables());

const numbers = [-20, -3, -1.5, -1, -0.5, -1e-3, 0, 1e-3, 0.3, 0.5, 1, 1.5, 3, 6, 20, Number.NaN];
const infinities = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, -1, 2];
const [seed, step] = [3, 11];

type Results = Record<string, tf.Tensor>;

/** What a function of a tensor gives when it is run, and when it is compiled. */
function bothWays(
  values: readonly number[],
  of: (x: tf.Tensor, step: number) => Results,
  {
    xla,
    variables = {},
    names = [],
  }: { xla: boolean; variables?: Record<string, StepVariable>; names?: string[] },
) {
  const shape = [values.length / 4, 4];
  const steps = compileSteps({
    xla,
    variables,
    noise: { seed, streams: names.map(streamOf) },
    functions: { of: { most: 1, inputs: { x: { type: 'float32', shape } }, compute: ({ x }) => of(x!, 0) } },
  });
  steps.write();
  const compiled = steps.call('of', { count: 1, step, inputs: { x: Float32Array.from(values) } });
  steps.dispose();
  const run: Record<string, Float32Array> = {};
  tf.tidy(() => {
    for (const [name, tensor] of Object.entries(of(tf.tensor([...values], shape), step)))
      run[name] = tensor.dataSync().slice() as Float32Array;
  });
  return { run, compiled };
}

/** Value and gradients, the second with weights that differ from element to element. */
function valueAndGradients(
  of: (x: tf.Tensor) => tf.Tensor,
  x: tf.Tensor,
  parameters: readonly tf.Variable[],
) {
  const y = of(x);
  const dy = tf.reshape(tf.div(tf.range(1, y.size + 1), y.size), y.shape);
  return [y, ...tf.grads((x: tf.Tensor) => of(x))([x, ...parameters], dy)];
}

const { x: input } = language;
/** A formula of one operation, as the plain data that it is. */
const formulaOf = (op: string, ...args: language.Expression[]) =>
  ({ op, args }) as unknown as language.Expression;
const operations: Record<string, language.Expression> = {
  ...Object.fromEntries(language.unaryOperations.map((op) => [op, formulaOf(op, input)])),
  ...Object.fromEntries(
    language.binaryOperations.map((op) => [op, formulaOf(op, input, language.add(input, 0.75))]),
  ),
  select: language.select(input, 1, language.exp(input), language.mul(2, input)),
  product: language.mul(input, language.sigmoid(input)),
};

const { kernels: found } = await chooseBackend({ backend: 'tfjs-node' });
const all = [
  { kernels: 'plain', xla: false },
  { kernels: 'plain', xla: true },
  { kernels: 'native', xla: false },
] as const;

describe.each(all.filter(({ kernels }) => kernels === 'plain' || kernels === found))(
  'compiled, %j',
  ({ kernels, xla }) => {
    beforeAll(() => chooseBackend({ backend: 'tfjs-node', kernels }));

    // XLA has approximations of its own for exponentials and the like; without it TensorFlow puts products in another order,
    // which is a unit in the last place of 1 where a difference of two numbers near 1 is small.
    const tolerance = xla ? { absolute: 1e-5, relative: 1e-5 } : { absolute: 3e-7, relative: 1e-6 };

    it.each([
      ['numbers', numbers],
      ['infinities', infinities],
    ])('every operation of formulas gives what it gives uncompiled, at %s', (_, values) => {
      const calls = Object.entries(operations).map(([name, formula]): [string, ElementwiseCall] => {
        const paper = { title: 'None', authors: ['Nobody'], year: 2026 };
        const { definition } = activation({ name: `of-${name}`, title: name, paper, formula: () => formula });
        const of = functionOf(definition, {}, { training: true });
        return [name, { function: of, options: [], parameters: [], noise: [] }];
      });
      const { run, compiled } = bothWays(
        values,
        (x) =>
          Object.fromEntries(
            calls.flatMap(([name, call]) => {
              const [value, gradient] = valueAndGradients((x) => compute(x, call), x, []) as [
                tf.Tensor,
                tf.Tensor,
              ];
              return [
                [`value_${name}`, value],
                [`gradient_${name}`, gradient],
              ];
            }),
          ),
        { xla },
      );
      expect(Object.keys(run)).toHaveLength(2 * Object.keys(operations).length);
      for (const [name, expected] of Object.entries(run)) {
        try {
          closeTo(compiled[name]!, expected, tolerance);
        } catch (cause) {
          throw new Error(name, { cause });
        }
      }
    });

    it('every activation has its value and gradients, in training and inference', () => {
      const layers = Object.entries(activations).map(([name, { layer: Layer }], index) => {
        const layer: tfl.layers.Layer = new Layer({ name: `${name}-${index}` } as never);
        layer.build([null, 4]);
        return layer;
      });
      const weights = layers.flatMap(({ weights }) => weights.map((weight) => weight.read() as tf.Variable));
      const variables = Object.fromEntries(
        weights.map((variable) => [
          variable.name,
          { read: () => variable, assign: (value: tf.Tensor) => variable.assign(value) },
        ]),
      );
      const { run, compiled } = bothWays(
        numbers,
        (x, step) =>
          Object.fromEntries(
            layers.flatMap((layer, index) =>
              [true, false].flatMap((training) => {
                const noise = { seed, stream: streamOf(layer.name), step };
                const apply = (x: tf.Tensor) =>
                  layer.apply(x, { training, ...(training && { noise }) }) as tf.Tensor;
                const parameters = layer.trainableWeights.map((weight) => weight.read() as tf.Variable);
                return valueAndGradients(apply, x, parameters).map((tensor, at) => [
                  `of_${index}_${training ? 'training' : 'inference'}_${at}`,
                  tensor,
                ]);
              }),
            ),
          ),
        { xla, variables, names: layers.map(({ name }) => name) },
      );
      expect(Object.keys(run).length).toBeGreaterThanOrEqual(4 * layers.length);
      for (const [name, expected] of Object.entries(run)) {
        try {
          closeTo(compiled[name]!, expected, tolerance);
        } catch (cause) {
          throw new Error(`${name} of ${layers.map(({ name }) => name)}`, { cause });
        }
      }
    });
  },
);
