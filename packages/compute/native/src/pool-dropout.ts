import { InputError } from '@rectified/errors';
import type { PoolDropoutOptions } from '@rectified/kernels';
import { seedsOf } from '@rectified/random';
import * as tf from '@tensorflow/tfjs-core';
import { inBackwardPass } from './backward-pass.js';
import { runOperation, seedsTensor } from './tensorflow-op.js';

/**
 * Pooling and dropout as one operation, with its gradient, on [batch, height, width, channels].
 *
 *     y = keep / (1 - rate) * (largest or mean of the window),  keep = noise >= rate
 *
 * The gradient of a largest cell goes to the first of equals; NaN is the largest of all. For it the place in the window is
 * kept, one byte per output; which elements were dropped is drawn again. The noise is that of `@rectified/layers`'
 * SeededDropout. A window has at most 256 cells.
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
  const steps = pair('strides', strides);
  const beyond = pair('padding', padding, 0);
  const axes = [0, 1].map((axis) =>
    windows(x.shape[axis + 1]!, pool[axis]!, steps[axis]!, pad, beyond[axis]!),
  );
  const attributes = {
    pool,
    strides: steps,
    pads: axes.map(({ before }) => before),
    out: axes.map(({ count }) => count),
    largest: kind === 'largest',
    full: edge === 'full',
    rate: { float: rate },
  };
  const seeds = dropout === undefined || rate === 0 ? [] : seedsOf(dropout.noise);
  const input = [x.shape[1], x.shape[2]];

  return tf.tidy(() => {
    const pooling = tf.customGrad((x, save) => {
      const [y, places] = runOperation(
        'RectifiedPoolDropout',
        attributes,
        [x as tf.Tensor, seedsTensor(seeds)],
        2,
      ) as [tf.Tensor, tf.Tensor];
      (save as tf.GradSaveFunc)([places]);
      return {
        value: y,
        gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) =>
          inBackwardPass({ name: 'poolDropout', inputs: [x as tf.Tensor], outputs: [y] }, [dy], saved, () =>
            runOperation(
              'RectifiedPoolDropoutGrad',
              { ...attributes, in: input },
              [saved[0]!, dy, seedsTensor(seeds)],
              1,
            ),
          ),
      };
    });
    return pooling(x) as tf.Tensor4D;
  });
}

function pair(name: string, value: number | readonly [number, number], least = 1): readonly [number, number] {
  const both = typeof value === 'number' ? ([value, value] as const) : value;
  if (both.length === 2 && both.every((n) => Number.isInteger(n) && n >= least)) return both;
  throw new InputError({
    what: `${name} of a pooling`,
    expected: `one or two whole numbers of at least ${least}`,
    got: JSON.stringify(value),
  });
}

/** Number of windows along an axis, and cells that the first reaches before the input. */
function windows(
  size: number,
  pool: number,
  stride: number,
  pad: 'ceil' | 'same' | 'valid',
  padding: number,
): { count: number; before: number } {
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
