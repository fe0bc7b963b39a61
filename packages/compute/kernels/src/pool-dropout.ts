import { InputError } from '@rectified/errors';
import type { NoiseKey } from '@rectified/random';
import { randomUniform } from '@rectified/random/tensors';
import * as tf from '@tensorflow/tfjs-core';
import type { Pair, PoolDropoutAttributes } from './fused-kernels.js';
import { runKernel } from './kernel.js';
import { isFused } from './operations.js';
import { withGradients } from './with-gradients.js';

/** Where the windows of a pooling are. */
type Pad = 'ceil' | 'same' | 'valid';

export interface PoolDropoutOptions {
  /** Whether to take the largest cell of every window, or the mean. */
  kind: 'largest' | 'mean';
  /** Height and width of a window. */
  size: number | readonly [number, number];
  strides: number | readonly [number, number];
  /**
   * `ceil` (default): windows start at every stride within the input and its `padding`, and may extend beyond them, as in cxxnet and
   * Caffe. `same` and `valid`: as in TensorFlow.
   */
  pad?: Pad;
  /** With `ceil`: the number of absent cells beyond every edge; smaller than the window. Default 0. */
  padding?: number | readonly [number, number];
  /** The divisor of a mean over a window that extends beyond the input: the number of cells `present` (default), or the `full` size. */
  edge?: 'present' | 'full';
  /** Dropout after the pooling: its rate, and the noise that selects the elements. Default: none. */
  dropout?: { rate: number; noise: NoiseKey };
}

/**
 * Pooling and dropout as one operation, with its gradient, on float32 [batch, height, width, channels]. A window has at most 256 cells.
 *
 *     y = keep / (1 - rate) * (largest or mean of the window),  keep = noise >= rate
 *
 * The noise is that of SeededDropout in `@rectified/layers`, and is drawn again for the gradient. In kernels, NaN counts as the largest
 * value, and of several equal largest cells the first gets the gradient; the composed form does both like the backend's own max pooling.
 *
 * @example
 * const y = poolDropout(x, { kind: 'largest', size: 3, strides: 2, dropout: { rate: 0.5, noise } });
 */
export function poolDropout(x: tf.Tensor4D, options: PoolDropoutOptions): tf.Tensor4D {
  const { kind, size, strides, pad = 'ceil', padding = 0, edge = 'present', dropout } = options;
  if (x.rank !== 4 || x.dtype !== 'float32')
    throw new InputError({
      what: 'input of a pooling',
      expected: 'float32 [batch, height, width, channels]',
      got: `${x.dtype} [${x.shape}]`,
    });
  const rate = dropout?.rate ?? 0;
  if (!(rate >= 0 && rate < 1))
    throw new InputError({ what: 'dropout rate', expected: 'at least 0 and below 1', got: String(rate) });
  const pool = pair('size', size);
  if (pool[0] * pool[1] > 256)
    throw new InputError({
      what: 'size of a pooling',
      expected: 'at most 256 cells',
      got: pool.join(' x '),
    });
  const steps = pair('strides', strides);
  const beyond = pair('padding', padding, 0);
  const [rows, columns] = [0, 1].map((axis) =>
    windows(x.shape[axis + 1]!, pool[axis]!, steps[axis]!, pad, beyond[axis]!),
  ) as [Windows, Windows];
  const attributes: PoolDropoutAttributes = {
    kind,
    size: pool,
    strides: steps,
    pads: [rows.before, columns.before],
    in: [x.shape[1], x.shape[2]],
    out: [rows.count, columns.count],
    edge,
    dropout: rate > 0 ? dropout : undefined,
  };
  if (!isFused('poolDropout')) return tf.tidy(() => composed(x, attributes));
  const [y] = withGradients({
    name: 'poolDropout',
    inputs: [x],
    forward: () => {
      const [y, kept] = runKernel('RectifiedPoolDropout', [x], attributes) as [tf.Tensor, tf.Tensor];
      return { outputs: [y], saved: [kept] };
    },
    backward: (dys, saved) => runKernel('RectifiedPoolDropoutGrad', [...saved, ...dys], attributes),
  });
  return y as tf.Tensor4D;
}

function composed(x: tf.Tensor4D, attributes: PoolDropoutAttributes): tf.Tensor4D {
  const { kind, size, strides, edge, dropout } = attributes;
  const padded = (cells: tf.Tensor4D, value: number) => tf.pad(cells, around(attributes), value);
  const pooled = () => {
    if (kind === 'largest')
      return tf.maxPool(padded(x, Number.NEGATIVE_INFINITY), [...size], [...strides], 'valid');
    const mean = (cells: tf.Tensor4D) => tf.avgPool(padded(cells, 0), [...size], [...strides], 'valid');
    return edge === 'full' ? mean(x) : tf.div<tf.Tensor4D>(mean(x), mean(tf.ones([1, ...attributes.in, 1])));
  };
  const y = pooled();
  if (dropout === undefined) return y;
  const { rate, noise } = dropout;
  const kept = tf.cast(tf.greaterEqual(randomUniform(y.shape, noise), rate), 'float32');
  return tf.mul(y, tf.mul(kept, 1 / (1 - rate)));
}

/** The padding that the windows need, per axis. */
function around({ size, strides, pads, in: input, out }: PoolDropoutAttributes): [number, number][] {
  const axes = ([0, 1] as const).map((axis): [number, number] => {
    const reached = (out[axis] - 1) * strides[axis] + size[axis] - pads[axis];
    return [pads[axis], Math.max(reached - input[axis], 0)];
  });
  return [[0, 0], ...axes, [0, 0]];
}

function pair(name: string, value: number | readonly [number, number], least = 1): Pair {
  const both = typeof value === 'number' ? ([value, value] as const) : value;
  if (both.length === 2 && both.every((n) => Number.isInteger(n) && n >= least)) return both;
  throw new InputError({
    what: `${name} of a pooling`,
    expected: `one or two whole numbers of at least ${least}`,
    got: JSON.stringify(value),
  });
}

/** The number of windows along an axis, and the number of cells by which the first extends before the input. */
interface Windows {
  readonly count: number;
  readonly before: number;
}

function windows(size: number, pool: number, stride: number, pad: Pad, padding: number): Windows {
  if (pad === 'same') {
    const count = Math.ceil(size / stride);
    return { count, before: Math.floor(Math.max((count - 1) * stride + pool - size, 0) / 2) };
  }
  // cxxnet, src/layer/pooling_layer-inl.hpp:120-123
  const beyond = pad === 'ceil' ? 2 * padding + stride - 1 : 0;
  const before = pad === 'ceil' ? padding : 0;
  const count = Math.floor(Math.min(size - pool + beyond, size + before - 1) / stride) + 1;
  if (count >= 1) return { count, before };
  throw new InputError({
    what: 'pooling window larger than the input',
    expected: `at least ${pool - beyond} cells`,
    got: `${size}`,
  });
}
