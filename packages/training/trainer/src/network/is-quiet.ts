import { isRectifying } from '@rectified/activation';
import {
  CeilAveragePooling2D,
  CeilMaxPooling2D,
  GridPyramidPooling2D,
  SeededDropout,
  SpatialPyramidPooling2D,
} from '@rectified/layers';
import * as tfl from '@tensorflow/tfjs-layers';
import { behavesLike, isOrdinary } from './behaves-like.js';
import type { Layer } from './plan.js';

const { layers } = tfl;
const kinds = [
  behavesLike(layers.conv2d({ name: 'convolution', filters: 1, kernelSize: 1 })),
  behavesLike(layers.dense({ name: 'dense', units: 1 })),
  behavesLike(layers.batchNormalization({ name: 'normalization' })),
  behavesLike(layers.concatenate({ name: 'concatenation' }), 'mergeFunction'),
  behavesLike(layers.add({ name: 'sum' }), 'mergeFunction'),
  behavesLike(layers.maxPooling2d({ name: 'largest' }), 'poolingFunction'),
  behavesLike(layers.averagePooling2d({ name: 'mean' }), 'poolingFunction'),
  behavesLike(layers.globalAveragePooling2d({ name: 'mean' })),
  behavesLike(layers.flatten({ name: 'flat' })),
  behavesLike(layers.zeroPadding2d({ name: 'zeros' })),
  behavesLike(new CeilMaxPooling2D({ name: 'largest' }), 'pool'),
  behavesLike(new CeilAveragePooling2D({ name: 'mean' }), 'pool'),
  behavesLike(new SpatialPyramidPooling2D({ name: 'pyramid' }), 'pool'),
  behavesLike(new GridPyramidPooling2D({ name: 'pyramid' }), 'pool'),
  behavesLike(new SeededDropout({ name: 'dropout', rate: 0, seed: 0 })),
];

/**
 * Whether no other layer notices when a layer is called: it makes no mask, and draws from nothing but noise of its own.
 * Only layers that we know are.
 */
export function isQuiet(layer: Layer): boolean {
  return kinds.some((isOfKind) => isOfKind(layer)) || (isRectifying(layer) && isOrdinary(layer));
}
