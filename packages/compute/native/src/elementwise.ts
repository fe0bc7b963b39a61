import { compute, type ElementwiseCall } from '@rectified/activation';
import { InputError } from '@rectified/errors';
import { evaluate } from '@rectified/expression';
import type { Activation } from '@rectified/kernels';
import { seedsOf } from '@rectified/random';
import type * as tf from '@tensorflow/tfjs-core';
import { type Attribute, seedsTensor } from './operations/tensorflow-op.js';
import { type RowFunction, rowFunctionOf } from './rows/row-functions.js';

/** An activation as the operations take it. */
export interface ElementwiseInputs {
  /** All but the numbers of lists, which depend on how many calls there are. */
  attributes: Record<string, Attribute>;
  /** Learned: [channels] or [] each. */
  parameters: readonly tf.Tensor[];
  /** Pairs. */
  seeds: readonly (readonly number[])[];
  /** What is still to be done with the operation's output, where there is no row function. */
  after: (y: tf.Tensor) => tf.Tensor;
}

const unclipped = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] as const;

const asItIs = (y: tf.Tensor) => y;

/** y = x is row function number 0. */
const withoutActivation: ElementwiseInputs = {
  attributes: { function: { int: 0 }, scalars: { floats: [] }, clips: { floats: [] } },
  parameters: [],
  seeds: [],
  after: asItIs,
};

/**
 * Checks an activation for an output of so many channels. Its row function is compiled when it is needed first, which takes
 * half a second once, and kept in the cache; those of ReLU, leaky ReLU, PReLU and RReLU come with the kernels. Without a
 * compiler the function is composed of tfjs's operations, which is said once.
 */
export function elementwiseInputs(activation: Activation, channels: number): ElementwiseInputs {
  if (activation === null) return withoutActivation;
  const { function: of, options, parameters, noise } = activation;
  const missing = Object.entries({ options, parameters, noise }).find(
    ([name, given]) => given.length !== of[name as 'noise'].length,
  );
  if (missing)
    throw new InputError({
      what: `${missing[0]} of ${of.name}`,
      expected: String(of[missing[0] as 'noise'].length),
      got: String(missing[1].length),
    });
  for (const { values, clip = unclipped } of parameters) checkParameter(of.name, values, clip, channels);
  const rows = rowFunctionOf(of);
  if (rows === undefined) return { ...withoutActivation, after: (y) => compute(y, activation) };
  return {
    attributes: {
      function: { int: rows.number },
      scalars: { floats: scalarsOf(rows, activation) },
      clips: {
        floats: parameters.flatMap(({ clip = unclipped }) => clip),
      },
    },
    parameters: parameters.map(({ values }) => values),
    seeds: noise.map(seedsOf),
    after: asItIs,
  };
}

/** What is made of options alone, in float64. */
function scalarsOf({ scalars }: RowFunction, { function: of, options }: ElementwiseCall): number[] {
  const values = Object.fromEntries(of.options.map(({ name }, index) => [name, options[index]!]));
  return scalars.map((scalar) => evaluate(scalar, values));
}

function checkParameter(
  name: string,
  { size, shape, dtype }: tf.Tensor,
  [low, high]: readonly [number, number],
  channels: number,
): void {
  if (dtype !== 'float32' || (size !== channels && size !== 1))
    throw new InputError({
      what: `parameter of ${name}`,
      expected: `float32 [], or [${channels}]: one number for each channel`,
      got: `${dtype} [${shape}]`,
    });
  if (!(low <= high))
    throw new InputError({
      what: `clip of a parameter of ${name}`,
      expected: 'low <= high',
      got: `[${low}, ${high}]`,
    });
}

/** The numbers of lists for so many calls. */
export function listAttributes(calls: readonly ElementwiseInputs[]): Record<string, Attribute> {
  const count = (list: 'parameters' | 'seeds') => calls.reduce((sum, call) => sum + call[list].length, 0);
  return { parameter_lists: { int: count('parameters') }, seed_lists: { int: count('seeds') } };
}

/** The seeds as tensors. */
export function seedTensors(calls: readonly ElementwiseInputs[]): tf.Tensor1D[] {
  return calls.flatMap(({ seeds }) => seeds.map(seedsTensor));
}
