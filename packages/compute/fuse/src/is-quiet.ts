import {
  CeilAveragePooling2D,
  CeilMaxPooling2D,
  GridPyramidPooling2D,
  SeededDropout,
  SpatialPyramidPooling2D,
} from '@rectified/layers';
import * as tfl from '@tensorflow/tfjs-layers';
import { isActivation } from './activation-of.js';
import { behavesLike } from './behaves-like.js';
import type { Layer } from './layer.js';
import type { Observed } from './observed.js';

const { layers } = tfl;

/** Examples of layers, with the functions that their `call` calls. */
const examples: readonly (readonly [layer: Layer, ...helpers: string[]])[] = [
  [layers.conv2d({ name: 'convolution', filters: 1, kernelSize: 1 })],
  [layers.dense({ name: 'dense', units: 1 })],
  [layers.batchNormalization({ name: 'normalization' })],
  [layers.concatenate({ name: 'concatenation' }), 'mergeFunction'],
  [layers.add({ name: 'sum' }), 'mergeFunction'],
  [layers.maxPooling2d({ name: 'largest' }), 'poolingFunction'],
  [layers.averagePooling2d({ name: 'mean' }), 'poolingFunction'],
  [layers.globalAveragePooling2d({ name: 'mean' })],
  [layers.flatten({ name: 'flat' })],
  [layers.reLU({ name: 'relu' })],
  [layers.leakyReLU({ name: 'leaky' })],
  [layers.prelu({ name: 'prelu' })],
  [layers.activation({ name: 'activation', activation: 'relu' })],
  [layers.depthwiseConv2d({ name: 'depthwise', kernelSize: 1 })],
  [layers.zeroPadding2d({ name: 'zeros' })],
  [new CeilMaxPooling2D({ name: 'largest' }), 'pool'],
  [new CeilAveragePooling2D({ name: 'mean' }), 'pool'],
  [new SpatialPyramidPooling2D({ name: 'pyramid' }), 'pool'],
  [new GridPyramidPooling2D({ name: 'pyramid' }), 'pool'],
  [new SeededDropout({ name: 'dropout', rate: 0, seed: 0 })],
];

/** The kinds of layer, by their `call`, which several may share. */
const kinds = examples.reduce(
  (known, [layer, ...helpers]) =>
    known.set(layer.call, [...(known.get(layer.call) ?? []), behavesLike(layer, ...helpers)]),
  new Map<unknown, ReturnType<typeof behavesLike>[]>(),
);

/**
 * Whether it makes no difference to other layers when a layer is called: it creates no mask, and draws only from its own noise. Unknown
 * layers are never quiet.
 */
export function isQuiet(layer: Observed<Layer>): boolean {
  return kinds.get(layer.read('call'))?.some((isOfKind) => isOfKind(layer)) ?? isActivation(layer);
}
