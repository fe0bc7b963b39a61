import { poolDropout } from '@rectified/kernels';
import { SpatialPyramidPooling2D } from '@rectified/layers';
import * as tf from '@tensorflow/tfjs-core';
import { behavesLike } from './behaves-like.js';
import type { Fuse } from './fusion.js';

const isPyramid = behavesLike(new SpatialPyramidPooling2D({ name: 'pyramid' }), 'pool');

/** The spatial pyramid pooling of `@rectified/layers`, computed by the pooling kernel. */
export const fusePyramid: Fuse = ([layer]) => {
  if (!isPyramid(layer)) return undefined;
  const windows = layer.read<readonly number[]>('windows');
  if (windows.some((size) => size > 16)) return undefined;
  return {
    layers: [layer],
    kernel: 'poolDropout',
    run: ([x]) =>
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
