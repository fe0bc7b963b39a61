import * as tf from '@tensorflow/tfjs-core';
import { type Activation, activate } from './activation.js';
import { byKind, type Together } from './by-kind.js';
import {
  type ConvolutionBranch,
  checkConvolution,
  type Images,
  partsOf,
  type RectifiedConv2dOptions,
} from './convolution.js';
import type { ConvolutionShape } from './fused-kernels.js';
import { runKernel } from './kernel.js';
import { isFused } from './operations.js';
import { withBranchGradients } from './with-branch-gradients.js';

/**
 * Convolution, bias and activation as one operation, with its gradient.
 *
 *     y = activation(x * filter + bias)
 *
 * `x` is [batch, height, width, channels], or a list of such tensors ({@link Images}); `filter` [height, width, channels, filters],
 * `bias` [filters] or null; float32. With `depthwise`, each channel is convolved separately and `filter` is [height, width, 1, channels].
 *
 * The gradient keeps `x` and `y`, which the neighboring layers keep anyway. It keeps the activation's input only if `y` does not
 * determine what is needed of it; a rectifier's does, unless a learned slope is close to 0.
 *
 * @example
 * const y = rectifiedConv2d(x, filter, bias, new ReLU().elementwise({ training: true }), { pad: 'same' });
 */
export function rectifiedConv2d(
  x: Images,
  filter: tf.Tensor4D,
  bias: tf.Tensor1D | null,
  activation: Activation,
  options: RectifiedConv2dOptions = {},
): tf.Tensor4D {
  return rectifiedConv2dBranches(x, [{ filter, bias, activation }], options)[0]!;
}

/**
 * Several convolutions of the same input, as at the start of an inception module; each is a {@link rectifiedConv2d}. A kernel can read
 * the input once, and compute its gradient as one product instead of a sum of products. All filters must have the same height, width
 * and channels.
 *
 * @example
 * const [one, reduced] = rectifiedConv2dBranches(x, [{ filter, bias, activation }, { filter: other, activation }]);
 */
export function rectifiedConv2dBranches(
  x: Images,
  branches: readonly ConvolutionBranch[],
  options: RectifiedConv2dOptions = {},
): tf.Tensor4D[] {
  const parts = partsOf(x);
  const shape = checkConvolution(parts, branches, options);
  if (!isFused('rectifiedConv2d'))
    return tf.tidy(() =>
      branches.map((branch) => activate(composed(parts, branch, shape), branch.activation)),
    );
  const { inputGradient } = options;
  return byKind(
    parts,
    branches,
    { ...shape, inputGradient },
    {
      settings: () => undefined,
      compute: convolve,
      map: (y, change) => change(y),
    },
  );
}

function convolve(together: Together<ConvolutionBranch>): tf.Tensor4D[] {
  const { branches, x, filters, biases, parameters, attributes, inputGradient } = together;
  const count = branches.length;
  return withBranchGradients(together, {
    name: 'rectifiedConv2d',
    learned: [],
    forward: (keep) => {
      const inputs = [...x, ...filters, ...biases, ...parameters];
      const all = runKernel('RectifiedConv2D', inputs, { ...attributes, biases: biases.length > 0, keep });
      const outputs = all.slice(0, count);
      const kept = all.slice(count);
      // Without an activation the gradient needs no output. With one, the output is passed on even if something was kept in its place: whether
      // it was can change from step to step, and a compiled step is recorded once.
      const ys = kept.map((nothing, i) => (branches[i]!.activation === null ? nothing : outputs[i]!));
      return { outputs, kept: [...ys, ...kept] };
    },
    gradient: (inputs) => runKernel('RectifiedConv2DGrad', inputs, { ...attributes, inputGradient }),
  }) as tf.Tensor4D[];
}

function composed(
  x: readonly tf.Tensor4D[],
  { filter, bias }: ConvolutionBranch,
  { strides, pads, depthwise }: ConvolutionShape,
): tf.Tensor4D {
  const [above, below, left, right] = pads as [number, number, number, number];
  const whole = x.length === 1 ? x[0]! : tf.concat([...x], 3);
  // `tf.conv2d` cannot pad by arbitrary numbers on tfjs-node.
  const padded = tf.pad(whole, [
    [0, 0],
    [above, below],
    [left, right],
    [0, 0],
  ]);
  const [height, width, channels, filters] = filter.shape;
  const z = depthwise
    ? tf.depthwiseConv2d(
        padded,
        tf.reshape(filter, [height, width, filters, channels]),
        [...strides],
        'valid',
      )
    : tf.conv2d(padded, filter, [...strides], 'valid');
  return bias ? tf.add(z, tf.reshape(bias, [filters])) : z;
}
