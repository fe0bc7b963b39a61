import { poolDropout } from '@rectified/kernels';
import { SeededDropout } from '@rectified/layers';
import { drawNoise } from '@rectified/random';
import type * as tf from '@tensorflow/tfjs-core';
import { behavesLike } from './behaves-like.js';
import type { Fuse } from './fusion.js';
import { nextNoise } from './noise-of-pass.js';
import { poolingOf } from './pooling.js';

const isDropout = behavesLike(new SeededDropout({ name: 'dropout', rate: 0, seed: 0 }));

/** A pooling with the SeededDropout after it. */
export const fusePooling: Fuse = ([layer, next]) => {
  const pooling = poolingOf(layer);
  if (pooling === undefined || pooling.size[0] * pooling.size[1] > 256) return undefined;
  const dropout = isDropout(next) ? next : undefined;
  const drop = dropout?.object as SeededDropout | undefined;
  return {
    layers: dropout === undefined ? [layer] : [layer, dropout],
    kernel: 'poolDropout',
    run: ([x], { training, noise }) =>
      poolDropout(x as tf.Tensor4D, {
        ...pooling,
        dropout:
          training && drop?.rate
            ? { rate: drop.rate, noise: nextNoise(drop, noise) ?? drawNoise(drop) }
            : undefined,
      }),
  };
};
