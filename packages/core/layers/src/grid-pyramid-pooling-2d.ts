import * as tf from '@tensorflow/tfjs-core';
import { gridPyramidPool } from './grid-pyramid-pool.js';
import { type LayerArgs, PyramidPooling2D } from './pyramid-pooling.js';

export interface GridPyramidPoolingArgs extends LayerArgs {
  /** Sides of the grids. Default `[1, 2, 4]`. */
  grids?: readonly number[];
}

/**
 * Spatial pyramid pooling as He et al. defined it: grids of several sizes are laid over the map, and the largest value of
 * every grid cell is taken, so that the number of features does not depend on the size of the map.
 *
 *     bin i of n on an axis of `size` cells: from floor(i size / n) up to but not including ceil((i + 1) size / n)
 *     grids 1, 2, 4: 1 + 4 + 16 = 21 bins; with 256 channels 5,376 features
 *
 * He, Zhang, Ren, Sun: Spatial pyramid pooling in deep convolutional networks (arXiv 1406.4729); each level is PyTorch's
 * `AdaptiveMaxPool2d(n)`. Bins overlap where the size is no multiple of n, and there may be more bins than cells.
 * This is not the pooling of arXiv 1505.00853, whose 1, 2, 4 are sizes of windows: {@link SpatialPyramidPooling2D}.
 *
 * Shapes [n, height, width, channels] to [n, features]: level by level, within a level row by row, channels last.
 * Training and inference are the same; NaN and infinities as in {@link CeilMaxPooling2D}.
 *
 * @example
 * new GridPyramidPooling2D({ grids: [1, 2, 4] });
 */
export class GridPyramidPooling2D extends PyramidPooling2D {
  /** @nocollapse */
  static readonly className = 'RectifiedGridPyramidPooling2D';

  constructor(args: GridPyramidPoolingArgs = {}) {
    super(args, 'grids', { name: 'GridPyramidPooling2D', other: 'SpatialPyramidPooling2D' });
  }

  get grids(): readonly number[] {
    return this.levels;
  }

  protected override pool(x: tf.Tensor4D): tf.Tensor2D {
    return gridPyramidPool(x, { grids: this.levels });
  }

  protected override bins(): number {
    return this.levels.reduce((sum, side) => sum + side * side, 0);
  }
}
tf.serialization.registerClass(GridPyramidPooling2D);
