import * as tf from '@tensorflow/tfjs-core';
import { compute } from '../compute.js';
import type { ElementwiseCall } from '../elementwise.js';
import type { OperationCase } from './operation-cases.js';

/** Applies a function to a 1-D tensor, with parameters of the same length: `compute`, or a kernel. */
export type Apply = (x: tf.Tensor1D, call: ElementwiseCall) => tf.Tensor;

/** Values of an operation and its derivatives with respect to x and each parameter, on tfjs's current backend. */
export function computeOperation(
  { function: of, x, parameters }: OperationCase,
  apply: Apply = compute,
): Float32Array[] {
  return tf.tidy(() => {
    const f = (...[input, ...values]: tf.Tensor[]) =>
      apply(input as tf.Tensor1D, {
        function: of,
        options: [],
        parameters: values.map((values) => ({ values })),
        noise: [],
      });
    const { value, grads } = tf.valueAndGrads(f)([x, ...parameters].map((numbers) => tf.tensor1d(numbers)));
    return [value, ...grads].map((tensor) => tensor.dataSync<'float32'>());
  });
}

/** The largest error of an operation. */
export interface OperationError {
  /** In units of 2^-24 of the true value or of 1, whichever is larger; infinite if NaN or an infinity is missed. */
  readonly units: number;
  /** The place and the result; absent if everything is exact. */
  readonly at: string;
}

/** The largest error of {@link computeOperation}. */
export function errorOf(
  { function: of, x, parameters, expected, flushed }: OperationCase,
  computed: readonly ArrayLike<number>[],
): OperationError {
  let worst: OperationError = { units: 0, at: '' };
  const names = [
    'the value',
    'the derivative by x',
    ...of.parameters.map(({ name }) => `the derivative by ${name}`),
  ];
  expected.forEach((numbers, output) => {
    numbers.forEach((right, i) => {
      const got = computed[output]![i]!;
      const units = Math.min(unitsOff(got, right), unitsOff(got, flushed[output]![i]!));
      if (units <= worst.units) return;
      const given = parameters.map((values, k) => `, ${of.parameters[k]!.name} = ${values[i]}`).join('');
      worst = { units, at: `${names[output]} at x = ${x[i]}${given}: expected ${right}, got ${got}` };
    });
  });
  return worst;
}

function unitsOff(got: number, right: number | null): number {
  if (right === null) return 0;
  const infinite = Math.fround(right);
  if (!Number.isFinite(infinite)) return Object.is(got, infinite) ? 0 : Number.POSITIVE_INFINITY;
  const units = (Math.abs(got - right) / Math.max(1, Math.abs(right))) * 2 ** 24;
  return Number.isNaN(units) ? Number.POSITIVE_INFINITY : units;
}
