import { activation, compute, type ElementwiseCall, functionOf } from '@rectified/activation';
import { chooseBackend } from '@rectified/backend';
import * as language from '@rectified/expression';
import { closeTo } from '@rectified/testing';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { activationsBothWays, bothWays, valueAndGradients } from './both-ways.js';

afterAll(() => tf.disposeVariables());

const numbers = [-20, -3, -1.5, -1, -0.5, -1e-3, 0, 1e-3, 0.3, 0.5, 1, 1.5, 3, 6, 20, Number.NaN];
const infinities = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, -1, 2];

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
      const { layers, run, compiled } = activationsBothWays(numbers, { xla });
      expect(Object.keys(run).length).toBeGreaterThanOrEqual(4 * layers.length);
      for (const [name, expected] of Object.entries(run)) {
        try {
          closeTo(compiled[name]!, expected, tolerance);
        } catch (cause) {
          throw new Error(`${name} of ${layers}`, { cause });
        }
      }
    });
  },
);
