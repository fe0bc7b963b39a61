import { poolDropout } from '@rectified/native';
import * as tf from '@tensorflow/tfjs-core';
import type { Fuse } from './plan.js';

/** Spatial pyramid pooling of `@rectified/layers`, by the kernels' pooling. */
export const fusePyramid: Fuse = ([layer]) => {
  if (layer.getClassName() !== 'RectifiedSpatialPyramidPooling2D') return undefined;
  const windows = layer.getConfig().windows as readonly number[];
  if (windows.some((size) => size > 16)) return undefined;
  return {
    layers: [layer],
    run: (x) =>
      tf.tidy(() => {
        const [images] = x.shape as [number];
        const levels = windows.map((size) =>
          size === 1 ? x : poolDropout(x as tf.Tensor4D, { kind: 'largest', size, strides: size }),
        );
        const flat = levels.map((level) => tf.reshape(level, [images, level.size / images]));
        return tf.concat(flat, 1);
      }),
  };
};
