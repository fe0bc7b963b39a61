import { optional } from '@rectified/errors';
import * as tf from '@tensorflow/tfjs-core';
import { ceilAveragePool, edges, type PoolEdge } from './ceil-average-pool.js';
import { CeilPooling2D, type CeilPoolingArgs } from './ceil-pooling.js';

export interface CeilAveragePoolingArgs extends CeilPoolingArgs {
  /**
   * The divisor of a window that extends beyond the input. `'present'`: the number of cells in it that exist, as in cuDNN and
   * PyTorch's `AvgPool2d(pool, stride, ceil_mode=True)` (with padding: `count_include_pad=False`), and in Caffe if
   * nothing is padded. `'full'`: the size of the window, as in cxxnet (pooling_layer-inl.hpp:49-51) and MXNet (pooling-inl.h)
   * without cuDNN. Default `'present'`; which one the paper's authors used is unknown.
   */
  edge?: PoolEdge;
}

/**
 * Average pooling in ceil mode: the last window starts inside the input and may extend beyond it.
 *
 *     out = floor(min(in + 2 padding - pool + stride - 1, in + padding - 1) / stride) + 1
 *
 * See {@link CeilMaxPooling2D} for the origin. Shapes [n, height, width, channels] to
 * [n, out, out, channels]; training and inference are the same. NaN in a window gives NaN, but
 * -Infinity on wasm (XNNPACK clamps).
 *
 * @example
 * new CeilAveragePooling2D({ poolSize: 3, strides: 2, edge: 'present' });
 */
export class CeilAveragePooling2D extends CeilPooling2D {
  /** @nocollapse */
  static readonly className = 'RectifiedCeilAveragePooling2D';
  readonly edge: PoolEdge;

  constructor(args: CeilAveragePoolingArgs = {}) {
    super(args, { edge: optional(edges) });
    this.edge = args.edge ?? 'present';
  }

  protected override pool(x: tf.Tensor4D): tf.Tensor4D {
    return ceilAveragePool(x, { ...this.window, edge: this.edge });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), edge: this.edge };
  }
}
tf.serialization.registerClass(CeilAveragePooling2D);
