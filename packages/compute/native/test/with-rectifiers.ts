import type { ElementwiseFunction } from '@rectified/activation';
import { div, lerp, max, mul, type SymbolBounds, select, symbol, x } from '@rectified/expression';
import * as operations from '@rectified/kernels';
import type { NoiseKey } from '@rectified/random';
import type * as tf from '@tensorflow/tfjs-core';
import { functionOf } from './functions.js';

/** Lines that end at 0, with a slope of some kind on the negative side. */
export type Rectifier =
  | { kind: 'none' }
  | { kind: 'fixed'; slope: number }
  | { kind: 'channel'; slopes: tf.Tensor; clip?: [low: number, high: number] }
  | { kind: 'divisor' | 'random'; lower: number; upper: number; noise: NoiseKey };

const [l, u] = [symbol('option', 'l'), symbol('option', 'u')];
const drawn = lerp(l, u, symbol('noise', 'r'));
const negativeSide = (slope: Parameters<typeof mul>[1]) => select(x, 0, x, mul(x, slope));
const slopeAtLeast0: SymbolBounds = () => [0, 1e38];

const functions = {
  relu: functionOf('relu', max(x, 0)),
  fixed: functionOf('fixed', negativeSide(symbol('option', 's')), slopeAtLeast0),
  fixedNegative: functionOf('fixedNegative', negativeSide(symbol('option', 's'))),
  channel: functionOf('channel', negativeSide(symbol('parameter', 's')), slopeAtLeast0),
  channelNegative: functionOf('channelNegative', negativeSide(symbol('parameter', 's'))),
  divisor: functionOf('divisor', negativeSide(div(1, drawn)), () => [1, 1e38]),
  random: functionOf('random', negativeSide(drawn), slopeAtLeast0),
  randomNegative: functionOf('randomNegative', negativeSide(drawn)),
} satisfies Record<string, ElementwiseFunction>;

/** A rectifier as the operations take it. */
export function activationOf(rectifier: Rectifier): operations.Activation {
  const none = { options: [], parameters: [], noise: [] };
  switch (rectifier.kind) {
    case 'none':
      return null;
    case 'fixed': {
      const { slope } = rectifier;
      if (slope === 0) return { ...none, function: functions.relu };
      return { ...none, function: slope > 0 ? functions.fixed : functions.fixedNegative, options: [slope] };
    }
    case 'channel': {
      const { slopes: values, clip } = rectifier;
      const of = clip && clip[0] >= 0 ? functions.channel : functions.channelNegative;
      return { ...none, function: of, parameters: [{ values, clip }] };
    }
    default: {
      const { kind, lower, upper, noise } = rectifier;
      const of = kind === 'random' && lower < 0 ? functions.randomNegative : functions[kind];
      return { function: of, options: [lower, upper], parameters: [], noise: [noise] };
    }
  }
}

/** A branch with a rectifier in the place of its activation. */
export type WithRectifier<Branch> = Omit<Branch, 'activation'> & { rectifier: Rectifier };
const branchesOf = <Branch extends { activation: operations.Activation }>(
  branches: readonly WithRectifier<Branch>[],
) =>
  branches.map(
    ({ rectifier, ...branch }) => ({ ...branch, activation: activationOf(rectifier) }) as unknown as Branch,
  );

/** The operations, with rectifiers in the place of activations. */
export const rectifiedConv2d = (
  x: operations.Images,
  filter: tf.Tensor4D,
  bias: tf.Tensor1D | null,
  rectifier: Rectifier,
  options?: operations.RectifiedConv2dOptions,
) => operations.rectifiedConv2d(x, filter, bias, activationOf(rectifier), options);

export const rectifiedDense = (
  x: tf.Tensor2D,
  kernel: tf.Tensor2D,
  bias: tf.Tensor1D | null,
  rectifier: Rectifier,
  options?: { inputGradient?: boolean },
) => operations.rectifiedDense(x, kernel, bias, activationOf(rectifier), options);

export const rectifiedConv2dBranches = (
  x: operations.Images,
  branches: readonly WithRectifier<operations.ConvolutionBranch>[],
  options?: operations.RectifiedConv2dOptions,
) => operations.rectifiedConv2dBranches(x, branchesOf(branches), options);

export const normalizedConv2dBranches = (
  x: operations.Images,
  branches: readonly WithRectifier<operations.NormalizedBranch>[],
  options?: operations.RectifiedConv2dOptions,
) => operations.normalizedConv2dBranches(x, branchesOf(branches), options);

export const batchNormRectified = <T extends tf.Tensor>(
  x: T,
  gamma: tf.Tensor1D,
  beta: tf.Tensor1D,
  rectifier: Rectifier,
  options?: operations.BatchNormOptions,
) => operations.batchNormRectified(x, gamma, beta, activationOf(rectifier), options);
