import * as tf from '@tensorflow/tfjs-core';
import { ceilMaxPool } from './ceil-max-pool.js';
import { CeilPooling2D } from './ceil-pooling.js';

/**
 * Max pooling in ceil mode: the last window starts inside the input and may extend beyond it; cells beyond the input
 * are ignored.
 *
 *     out = floor(min(in + 2 padding - pool + stride - 1, in + padding - 1) / stride) + 1
 *
 * This is how cxxnet and Caffe pool. tfjs's own layer would make 15 of 32 cells with a pool of 3 and stride 2, where the
 * Network in Network of arXiv 1505.00853, Table 1, has 16. PyTorch: `MaxPool2d(pool, stride, ceil_mode=True)`.
 *
 * Shapes [n, height, width, channels] to [n, out, out, channels]; training and inference are the same. NaN in a
 * window gives NaN (tfjs's own layer ignores it). A window that contains only -Infinity gives -Infinity, but the
 * lowest float32 on tfjs-node. The gradient of a window goes to its first largest cell.
 *
 * @example
 * new CeilMaxPooling2D({ poolSize: 3, strides: 2 });
 */
export class CeilMaxPooling2D extends CeilPooling2D {
  /** @nocollapse */
  static readonly className = 'RectifiedCeilMaxPooling2D';

  protected override pool(x: tf.Tensor4D): tf.Tensor4D {
    return ceilMaxPool(x, this.window);
  }
}
tf.serialization.registerClass(CeilMaxPooling2D);
