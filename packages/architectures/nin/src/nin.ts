import { type ArchitectureOptions, checkArchitectureOptions, withHead } from '@rectified/architecture';
import {
  CeilAveragePooling2D,
  CeilMaxPooling2D,
  gaussian,
  networkParts,
  type PoolEdge,
  rectifiedConvolution,
  SeededDropout,
} from '@rectified/layers';
import { seedNoise } from '@rectified/random';
import * as tfl from '@tensorflow/tfjs-layers';
import { ownOptions } from './options.js';

type Layer = tfl.layers.Layer;

export interface NinOptions extends ArchitectureOptions {
  /** Probability that an element is dropped after the first and second pool. Default 0.5 (Table 1). */
  dropout?: number;
  /**
   * Default `'authors'`: N(0, 0.05), from Lin's recipe, and the only one known to train every rectifier at its rate
   * of 0.1. For another `width`, its deviation is divided by sqrt(width) after the first layer, so that activations start
   * as large as in the full network.
   */
  initialization?: ArchitectureOptions['initialization'];
  /** What the second pool divides by at the edge of the image, see {@link CeilAveragePooling2D}. Default `'present'`. */
  averagePoolEdge?: PoolEdge;
  /** Height, width and channels of an image. Default `[32, 32, 3]`. */
  shape?: ArchitectureOptions['shape'];
}

/**
 * Network in Network as in Table 1 of "Empirical Evaluation of Rectified Activations in Convolutional Network"
 * (arXiv 1505.00853); the architecture is from Lin, Chen, Yan (arXiv 1312.4400).
 *
 *     5x5 192, 1x1 160, 1x1 96, max pool 3x3 / 2, dropout,
 *     5x5 192, 1x1 192, 1x1 192, average pool 3x3 / 2, dropout,
 *     3x3 192, 1x1 192, 1x1 classes, average over the map
 *
 * Convolutions keep the size of the map, and each is followed by the activation, including the last (as in both of
 * Lin's configurations). Pools work in ceil mode: 32 to 16 to 8 cells. Takes images [n, 32, 32, 3] and returns logits
 * [n, classes], without softmax. 966,986 parameters for 10 classes, 984,356 for 100, plus those of the activations.
 *
 * Layers are named conv1 ... conv9, act1 ... act9, pool1, drop1, pool2, drop2, pool3; biases start at 0. The padding
 * and the activation of the last convolution are inferred, because Table 1 does not show them.
 *
 * @example
 * const model = nin({ classes: 10, activation: () => new RReLU(), seed: 1 });
 */
export function nin(options: NinOptions): tfl.LayersModel {
  const {
    classes,
    activation,
    seed = 0,
    width = 1,
    dropout,
    initialization = 'authors',
    head,
    averagePoolEdge,
    shape = [32, 32, 3],
  } = checkArchitectureOptions('nin', options, ownOptions);
  const parts = networkParts({
    classes,
    activation,
    seed,
    width,
    initialization,
    authors: ({ layer, ...key }) =>
      gaussian({ ...key, deviation: layer === 'conv1' ? 0.05 : 0.05 / Math.sqrt(width) }),
  });
  let place = 0;
  const convolution = (x: tfl.SymbolicTensor, kernelSize: number, filters: number) => {
    place++;
    const name = `conv${place}`;
    return rectifiedConvolution(x, {
      name,
      filters,
      kernelSize,
      padding: 'same',
      kernelInitializer: parts.kernel(name),
      activation: parts.activation(`act${place}`),
    });
  };
  const then = (x: tfl.SymbolicTensor, layer: Layer) => layer.apply(x) as tfl.SymbolicTensor;
  const hidden = parts.channels;

  const image = tfl.input({ name: 'image', shape: [...shape] });
  let x = convolution(image, 5, hidden(192));
  x = convolution(x, 1, hidden(160));
  x = convolution(x, 1, hidden(96));
  x = then(x, new CeilMaxPooling2D({ name: 'pool1', poolSize: 3, strides: 2 }));
  x = then(x, new SeededDropout({ name: 'drop1', rate: dropout }));
  x = convolution(x, 5, hidden(192));
  x = convolution(x, 1, hidden(192));
  x = convolution(x, 1, hidden(192));
  x = then(x, new CeilAveragePooling2D({ name: 'pool2', poolSize: 3, strides: 2, edge: averagePoolEdge }));
  x = then(x, new SeededDropout({ name: 'drop2', rate: dropout }));
  x = convolution(x, 3, hidden(192));
  x = convolution(x, 1, hidden(192));
  x = convolution(x, 1, classes);
  x = then(x, tfl.layers.globalAveragePooling2d({ name: 'pool3' }));

  const model = tfl.model({ name: 'nin', inputs: image, outputs: x });
  seedNoise(model.layers, { seed, step: 0 });
  return withHead(model, head);
}
