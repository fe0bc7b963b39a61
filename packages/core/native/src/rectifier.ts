import type { NegativeSlope } from '@rectified/activation';
import { InputError } from '@rectified/errors';
import { seedsOf } from '@rectified/random';
import * as tf from '@tensorflow/tfjs-core';
import type { Attribute } from './tensorflow-op.js';

/**
 * No rectifier, or one by the slope of its negative side. The random ones are those that `@rectified/rrelu` draws from the
 * same noise, bit for bit; the backward pass draws them again.
 *
 * At 0 the value is 0 and the gradient the slope, as in cxxnet. NaN stays NaN. Infinities are multiplied by the slope;
 * with `{ kind: 'fixed', slope: 0 }` minus infinity gives 0.
 */
export type Rectifier = { kind: 'none' } | NegativeSlope;

/** A rectifier as the operations take it. */
export interface RectifierInputs {
  attributes: Record<string, Attribute>;
  /** Learned slopes. */
  slopes?: tf.Tensor;
  seeds: readonly number[];
}

/** Checks a rectifier for an output of so many channels. */
export function rectifierInputs(rectifier: Rectifier, channels: number): RectifierInputs {
  const described = (name: string, first: number, second: number) => ({
    rectifier: name,
    first: { float: first },
    second: { float: second },
  });
  switch (rectifier.kind) {
    case 'none':
      return { attributes: described('none', 0, 0), seeds: [] };
    case 'fixed':
      finite('slope', rectifier.slope);
      return {
        attributes: described(rectifier.slope === 0 ? 'zero' : 'fixed', rectifier.slope, 0),
        seeds: [],
      };
    case 'channel': {
      const { slopes, clip: [low, high] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] } = rectifier;
      if (slopes.size !== channels)
        throw new InputError({
          what: 'slopes of a rectifier',
          expected: `one for each of the ${channels} channels`,
          got: `shape [${slopes.shape}]`,
        });
      if (!(low <= high))
        throw new InputError({
          what: 'clip of a rectifier',
          expected: 'low <= high',
          got: `[${low}, ${high}]`,
        });
      return { attributes: described('channel', low, high), slopes, seeds: [] };
    }
    case 'divisor':
    case 'random': {
      const { kind, lower, upper, noise } = rectifier;
      finite('lower', lower);
      finite('upper', upper);
      if (lower > upper || (kind === 'divisor' && lower <= 0 && upper >= 0))
        throw new InputError({
          what: `range of a rectifier's ${kind === 'divisor' ? 'divisor' : 'slope'}`,
          expected: kind === 'divisor' ? 'lower <= upper, 0 not between them' : 'lower <= upper',
          got: `${lower} and ${upper}`,
        });
      // lower + (upper - lower) u
      return { attributes: described(kind, lower, upper - lower), seeds: seedsOf(noise) };
    }
  }
}

function finite(name: string, value: number): void {
  if (!Number.isFinite(value))
    throw new InputError({ what: `${name} of a rectifier`, expected: 'a finite number', got: String(value) });
}

/** The seeds as a tensor. */
export function seedsTensor(seeds: readonly number[]): tf.Tensor1D {
  return tf.tensor1d([...seeds], 'int32');
}
