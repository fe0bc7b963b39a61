import * as tf from '@tensorflow/tfjs-core';
import { windows as windowCount } from './pool-window.js';
import { type LayerArgs, PyramidPooling2D } from './pyramid-pooling.js';
import { spatialPyramidPool } from './spatial-pyramid-pool.js';

export interface SpatialPyramidPoolingArgs extends LayerArgs {
  /** Sides of the windows, which are also their strides. Default `[1, 2, 4]`, Table 2 of arXiv 1505.00853. */
  windows?: readonly number[];
}

/**
 * Spatial pyramid pooling as cxxnet's authors built it: max pools of several window sizes, flattened and put one
 * after the other.
 *
 *     windows 1, 2, 4 on 6 x 6 cells: 6 x 6 + 3 x 3 + 2 x 2 = 49 bins; with 256 channels 12,544 features
 *
 * The network for the plankton of arXiv 1505.00853 (Table 2: "spatial pyramid pooling {1, 2, 4}", 12,544 features; the
 * authors' configuration AuroraXie/Kaggle-NDSB, models/model1/bn.conf:155-165). A window of 1 is the map itself. Pools
 * work in ceil mode, see {@link CeilMaxPooling2D}: 4 x 4 windows on 6 x 6 cells make 2 x 2 bins, where rounding down
 * would make one.
 *
 * He et al. mean something else by the name: there 1, 2, 4 are the sides of grids, and the number of features does
 * not depend on the size of the map. That is {@link GridPyramidPooling2D}.
 *
 * Shapes [n, height, width, channels] to [n, features]: level by level, within a level row by row, channels last.
 * (cxxnet puts channels first, so a dense layer behind it has its rows in another order.) Training and inference are
 * the same; NaN and infinities as in the max pool.
 *
 * @example
 * new SpatialPyramidPooling2D({ windows: [1, 2, 4] });
 */
export class SpatialPyramidPooling2D extends PyramidPooling2D {
  /** @nocollapse */
  static readonly className = 'RectifiedSpatialPyramidPooling2D';

  constructor(args: SpatialPyramidPoolingArgs = {}) {
    super(args, 'windows', { name: 'SpatialPyramidPooling2D', other: 'GridPyramidPooling2D' });
  }

  get windows(): readonly number[] {
    return this.levels;
  }

  protected override pool(x: tf.Tensor4D): tf.Tensor2D {
    return spatialPyramidPool(x, { windows: this.levels });
  }

  protected override bins(height: number | null, width: number | null): number | null {
    if (height === null || width === null) return null;
    return this.levels.reduce(
      (sum, size) => sum + windowCount(height, size, size) * windowCount(width, size, size),
      0,
    );
  }
}
tf.serialization.registerClass(SpatialPyramidPooling2D);
