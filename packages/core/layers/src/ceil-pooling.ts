import { type Check, checkLayerOptions, InputError, oneOf, optional, renamed } from '@rectified/errors';
import type * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { sides } from './checks.js';
import { type PoolWindow, windows } from './pool-window.js';

type Layer = tfl.layers.Layer;
type LayerArgs = NonNullable<ConstructorParameters<typeof tfl.layers.Layer>[0]>;

export interface CeilPoolingArgs extends LayerArgs {
  /** Height and width of the window in cells, or one number for both. Default 2, as in tfjs. */
  poolSize?: number | readonly [number, number];
  /** Default: the pool size. */
  strides?: number | readonly [number, number];
  /** Cells beyond every edge that are ignored, at most half a window. Default 0. */
  padding?: number | readonly [number, number];
  /** The only supported layout. */
  dataFormat?: 'channelsLast';
}

const own = {
  poolSize: optional(sides(1)),
  strides: optional(sides(1)),
  padding: optional(sides(0)),
  dataFormat: optional(oneOf('channelsLast')),
};

/** PyTorch, MXNet and Caffe; a bare number. */
const foreignOptions = {
  kernelSize: renamed('poolSize'),
  kernel_size: renamed('poolSize'),
  kernel: renamed('poolSize'),
  size: renamed('poolSize'),
  pad: renamed('padding'),
  number: renamed('poolSize'),
};

/** What the two ceil-mode pooling layers have in common; `more` contains the options that only one of them has. */
export abstract class CeilPooling2D extends tfl.layers.Layer {
  protected readonly window: Required<PoolWindow>;

  constructor(args: CeilPoolingArgs = {}, more: Readonly<Record<string, Check>> = {}) {
    super(checkLayerOptions('a pooling layer', args, { ...own, ...more }, foreignOptions));
    const { poolSize = 2, strides = poolSize, padding = 0 } = args;
    this.window = {
      poolSize: both(poolSize),
      strides: both(strides),
      padding: both(padding),
    };
    if (this.window.padding.some((cells, axis) => 2 * cells > this.window.poolSize[axis]!))
      throw new InputError({
        what: 'padding of a pooling layer',
        expected: `at most half of the pool size ${JSON.stringify(poolSize)}`,
        got: JSON.stringify(padding),
      });
    this.inputSpec = [new tfl.InputSpec({ ndim: 4 })];
  }

  protected abstract pool(x: tf.Tensor4D): tf.Tensor4D;

  override computeOutputShape(inputShape: tfl.Shape | tfl.Shape[]): tfl.Shape {
    const [batch, height, width, channels] = inputShape as tfl.Shape;
    const { poolSize, strides, padding } = this.window;
    const [high, wide] = [height, width].map((size, axis) =>
      size == null ? null : windows(size, poolSize[axis]!, strides[axis]!, padding[axis]!),
    );
    return [batch!, high!, wide!, channels!];
  }

  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: Parameters<Layer['call']>[1]): tf.Tensor {
    this.invokeCallHook(inputs, kwargs);
    return this.pool((Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor4D);
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { poolSize, strides, padding } = this.window;
    return { ...super.getConfig(), poolSize: [...poolSize], strides: [...strides], padding: [...padding] };
  }
}

function both(value: number | readonly [number, number]): [number, number] {
  return typeof value === 'number' ? [value, value] : [value[0], value[1]];
}
