import { checkOptions, finiteNumber, optional, renamed } from '@rectified/errors';
import { bits } from './bits.js';
import { checkSize } from './check-size.js';
import type { NoiseKey } from './noise.js';

export interface NormalOptions {
  /** Default 0. */
  mean?: number;
  /** Standard deviation, default 1. */
  deviation?: number;
}

const checks = { mean: optional(finiteNumber()), deviation: optional(finiteNumber({ from: 0 })) };

/** PyTorch, numpy and tfjs. */
const foreignOptions = {
  std: renamed('deviation'),
  stddev: renamed('deviation'),
  stdDev: renamed('deviation'),
  sigma: renamed('deviation'),
  scale: renamed('deviation'),
  loc: renamed('mean'),
};

/**
 * `size` normally distributed float32 numbers, by Box and Muller (doi:10.1214/aoms/1177706645):
 * `sqrt(-2 ln u) cos(2 pi v)` and the same with sine, from 32-bit u in (0, 1] and v in [0, 1).
 *
 * Computed in float64 and rounded once, always in TypeScript, so that initial weights are the same on every
 * backend. TensorFlow's use float32 logarithms and sines, whose last bits differ between devices. The
 * largest possible magnitude is 6.66 deviations.
 *
 * @example
 * normal(3, { seed: 1, stream: 0, step: 0 }, { deviation: 0.05 });
 */
export function normal(size: number, key: NoiseKey, options: NormalOptions = {}): Float32Array {
  const { mean = 0, deviation = 1 } = checkOptions('normal', options, checks, foreignOptions);
  checkSize(size);
  const words = bits(size + (size % 2), key);
  const numbers = new Float32Array(size);
  for (let i = 0; i < size; i += 2) {
    const radius = deviation * Math.sqrt(-2 * Math.log((words[i]! + 1) / 2 ** 32));
    const angle = (2 * Math.PI * words[i + 1]!) / 2 ** 32;
    numbers[i] = mean + radius * Math.cos(angle);
    if (i + 1 < size) numbers[i + 1] = mean + radius * Math.sin(angle);
  }
  return numbers;
}
