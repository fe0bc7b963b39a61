import { evaluate } from '@rectified/expression';
import { type KernelActivation, UnsupportedActivation } from '@rectified/kernels';
import { seedsOf } from '@rectified/random';
import type * as tf from '@tensorflow/tfjs-core';
import { type RowFunction, rowFunctionOf } from '../rows/row-functions.js';
import { type Attribute, seedsTensor } from './tensorflow-op.js';

/**
 * The attributes that tell an operation on `branches` branches the row function of their activation. It is compiled on first use, which
 * takes about a second, and kept in the cache; those of ReLU, leaky ReLU, PReLU and RReLU are part of the kernels. Without a compiler,
 * this throws an {@link UnsupportedActivation}, and prints a line about it once.
 */
export function rowAttributes(activation: KernelActivation, branches = 1): Record<string, Attribute> {
  // y = x is row function number 0.
  if (activation === null) return attributesOf(0, [], [], 0, 0);
  const { function: of, options, clips, noise } = activation;
  const rows = rowFunctionOf(of);
  if (rows === undefined) throw new UnsupportedActivation(of.name);
  const scalars = scalarsOf(rows, of.options, options);
  return attributesOf(rows.number, scalars, clips.flat(), parameterCount(activation, branches), noise.length);
}

/** The number of learned parameters of the activations of `branches` branches. */
export function parameterCount(activation: KernelActivation, branches: number): number {
  return (activation?.function.parameters.length ?? 0) * branches;
}

function attributesOf(
  number: number,
  scalars: readonly number[],
  clips: readonly number[],
  parameters: number,
  seeds: number,
): Record<string, Attribute> {
  return {
    function: { int: number },
    scalars: { floats: scalars },
    clips: { floats: clips },
    parameter_lists: { int: parameters },
    seed_lists: { int: seeds },
  };
}

/** The values of expressions of options, in float64. */
function scalarsOf(
  { scalars }: RowFunction,
  symbols: readonly { readonly name: string }[],
  options: readonly number[],
): number[] {
  const values = Object.fromEntries(symbols.map(({ name }, index) => [name, options[index]!]));
  return scalars.map((scalar) => evaluate(scalar, values));
}

/** The seeds of an activation's noise as new tensors. */
export function seedTensors(activation: KernelActivation): tf.Tensor1D[] {
  return (activation?.noise ?? []).map((key) => seedsTensor(seedsOf(key)));
}
