import type { Activation, ConvolutionBranch, Images, RectifiedConv2dOptions } from '@rectified/kernels';
import * as tf from '@tensorflow/tfjs-core';
import { byKind, type Together, withBranchGradients } from './convolution.js';
import { runOperation } from './operations/tensorflow-op.js';

/**
 * Convolution, bias and a function of every element as one operation, with its gradient.
 *
 *     y = activation(x * filter + bias)
 *
 * `x` is [batch, height, width, channels], or several of them whose channels lie behind each other ({@link Images}); `filter`
 * [height, width, channels, filters], `bias` [filters] or null; float32.
 * Of the forward pass `x` and `y` are kept for the gradient, which the neighboring layers keep as well, and the
 * activation's input only where `y` does not say what is needed of it (a rectifier's says all, unless a learned slope is
 * close to 0).
 *
 * With `depthwise` every channel is convolved by itself, and `filter` is [height, width, 1, channels].
 *
 * Other 3 x 3 and 5 x 5 filters with stride 1 are computed by Winograd's algorithm (arXiv 1509.09308), whose error is about
 * 1e-5 of the largest output, and which carries an infinity or a NaN of the input to all outputs of a tile of 4 x 4, an
 * infinity as NaN. The others are matrix products, exact to float32. Results do not depend on the number of threads.
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
 * Convolutions of the same input, as at the beginning of an inception module, each as by {@link rectifiedConv2d}. Those
 * that are matrix products read the input once, and its gradient is one product instead of a sum. Filters have the same
 * height, width and channels.
 *
 * @example
 * const [one, reduced] = rectifiedConv2dBranches(x, [{ filter, bias, activation }, { filter: other, activation }]);
 */
export function rectifiedConv2dBranches(
  x: Images,
  branches: readonly ConvolutionBranch[],
  options: RectifiedConv2dOptions = {},
): tf.Tensor4D[] {
  return byKind(
    x,
    branches,
    options,
    () => undefined,
    convolve,
    (y, change) => change(y) as tf.Tensor4D,
  );
}

function convolve(together: Together<ConvolutionBranch>): tf.Tensor4D[] {
  const { branches, x, filters, biases, activationParameters, seeds, attributes } = together;
  const count = branches.length;
  const keep = tf.engine().isTapeOn();
  const outputs = runOperation(
    'RectifiedConv2D',
    { ...attributes, bias_lists: { int: biases.length }, kept_lists: { int: keep ? count : 0 } },
    [...x, ...filters, ...biases, ...activationParameters, ...seeds()],
    (1 + Number(keep)) * count,
  );
  const ys = outputs.slice(0, count) as tf.Tensor4D[];
  if (!keep) return ys;
  const kept = outputs.slice(count);
  // Without an activation the gradient needs no output, and with what was kept none either.
  const outputsKept = ys.map((y, i) =>
    branches[i]!.activation === null || kept[i]!.size > 0 ? kept[i]! : y,
  );
  const gradient = {
    name: 'rectifiedConv2d',
    operation: 'RectifiedConv2DGrad',
    attributes,
    parameters: [],
    kept: [...outputsKept, ...kept],
  };
  return withBranchGradients(together, gradient, ys);
}
