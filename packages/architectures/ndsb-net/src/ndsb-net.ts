import { type ArchitectureOptions, checkArchitectureOptions, withHead } from '@rectified/architecture';
import { InputError } from '@rectified/errors';
import {
  CeilMaxPooling2D,
  GridPyramidPooling2D,
  gaussian,
  type InitializeLayer,
  networkParts,
  rectifiedConvolution,
  rectifiedDense,
  SeededDropout,
  SpatialPyramidPooling2D,
  xavier,
} from '@rectified/layers';
import { seedNoise } from '@rectified/random';
import * as tfl from '@tensorflow/tfjs-layers';
import { ownOptions } from './options.js';

type Layer = tfl.layers.Layer;

export interface NdsbNetOptions extends ArchitectureOptions {
  /**
   * Probability that a feature is dropped after `fc1` and `fc2`. Default 0.55: Table 2 lists no dropout, but all six of
   * the authors' configurations have it, with 0.5 to 0.6; 0.55 in the three of this network that use leaky rectifiers.
   */
  dropout?: number;
  /**
   * Default `'authors'`, what all their configurations have in common: xavier, but Gaussian for seven convolutions; for
   * another `width`, the deviation is divided by sqrt(width) after the first layer.
   */
  initialization?: ArchitectureOptions['initialization'];
  /**
   * How the last maps become a vector. `'windows'`: max pools with windows of 1, 2 and 4 cells, the authors' (12,544
   * features). `'grids'`: grids of 1, 2 and 4 cells a side, He et al.'s spatial pyramid pooling (5,376 features). Default
   * `'windows'`.
   */
  pyramid?: 'windows' | 'grids';
  /** Height, width and channels of an image. Default `[70, 70, 3]`: gray images as three equal channels. */
  shape?: ArchitectureOptions['shape'];
}

/** AuroraXie/Kaggle-NDSB, models/model1/bn.conf: lines 25-30, 54-60, 92-114, 139-152. */
const deviations: Readonly<Record<string, number>> = {
  conv1: 0.03,
  conv5: 0.031,
  'branch2/conv1': 0.0347,
  'branch2/conv2': 0.0347,
  'branch2/conv3': 0.0347,
  conv9: 0.039,
  conv10: 0.036,
};

/**
 * The plankton network of Table 2 of "Empirical Evaluation of Rectified Activations in Convolutional Network"
 * (arXiv 1505.00853), one of the authors' networks for the National Data Science Bowl.
 *
 *     3x3 32, 3x3 32, pool, 3x3 64, 3x3 64, 3x3 64, pool,
 *     { 3x3 96, 3x3 96, 3x3 96, 3x3 96 | 3x3 96, 3x3 96, 3x3 96 }, pool,
 *     3x3 256, 3x3 256, 3x3 256, 3x3 256, 3x3 256 without padding,
 *     spatial pyramid pooling with windows 1, 2, 4; 1024, dropout, 1024, dropout, classes
 *
 * Pools are max 3x3 / 2 in ceil mode: 70 to 35 to 17 to 8 cells, and 6 after the unpadded convolution. Every layer except
 * the last is followed by the activation. Takes images [n, 70, 70, 3] and returns logits [n, classes], without softmax.
 * 17,451,129 parameters for 121 classes, plus those of the activations.
 *
 * Layers are named conv1 ... conv5, branch1/conv1 ... branch1/conv4, branch2/conv1 ... branch2/conv3, conv6 ... conv10,
 * each with its activation (act1, branch1/act1), pool1 ... pool3, concat, pyramid, fc1, act-fc1, drop1, fc2, act-fc2,
 * drop2, fc3; biases start at 0. Paddings are from the authors' model 1, whose batch normalization Table 2 does not have.
 *
 * @example
 * const model = ndsbNet({ classes: 121, activation: () => new RReLU(), seed: 1 });
 */
export function ndsbNet(options: NdsbNetOptions): tfl.LayersModel {
  const {
    classes,
    activation,
    seed = 0,
    width = 1,
    dropout,
    initialization = 'authors',
    head,
    pyramid,
    shape = [70, 70, 3],
  } = checkArchitectureOptions('ndsbNet', options, ownOptions);
  if (Math.min(shape[0], shape[1]) < 24)
    throw new InputError({
      what: 'images too small for three pools and an unpadded convolution',
      expected: 'at least 24 x 24 cells',
      got: `${shape[0]} x ${shape[1]}`,
    });
  const authors: InitializeLayer = ({ layer, ...key }) => {
    const deviation = deviations[layer];
    if (deviation === undefined) return xavier(key);
    return gaussian({ ...key, deviation: layer === 'conv1' ? deviation : deviation / Math.sqrt(width) });
  };
  const parts = networkParts({ classes, activation, seed, width, initialization, authors });

  const convolution = (
    x: tfl.SymbolicTensor,
    name: string,
    filters: number,
    padding: 'same' | 'valid' = 'same',
  ) =>
    rectifiedConvolution(x, {
      name,
      filters: parts.channels(filters),
      kernelSize: 3,
      padding,
      kernelInitializer: parts.kernel(name),
      activation: parts.activation(name.replace('conv', 'act')),
    });
  const dense = (x: tfl.SymbolicTensor, name: string) =>
    rectifiedDense(x, {
      name,
      units: parts.channels(1024),
      kernelInitializer: parts.kernel(name),
      activation: parts.activation(`act-${name}`),
    });
  const then = (x: tfl.SymbolicTensor, layer: Layer) => layer.apply(x) as tfl.SymbolicTensor;
  const pool = (x: tfl.SymbolicTensor, name: string) =>
    then(x, new CeilMaxPooling2D({ name, poolSize: 3, strides: 2 }));

  const image = tfl.input({ name: 'image', shape: [...shape] });
  let x = convolution(image, 'conv1', 32);
  x = convolution(x, 'conv2', 32);
  x = pool(x, 'pool1');
  for (const name of ['conv3', 'conv4', 'conv5']) x = convolution(x, name, 64);
  const fork = pool(x, 'pool2');
  const branches = [4, 3].map((depth, branch) => {
    let x = fork;
    for (let i = 1; i <= depth; i++) x = convolution(x, `branch${branch + 1}/conv${i}`, 96);
    return x;
  });
  x = tfl.layers.concatenate({ name: 'concat' }).apply(branches) as tfl.SymbolicTensor;
  x = pool(x, 'pool3');
  for (const name of ['conv6', 'conv7', 'conv8', 'conv9']) x = convolution(x, name, 256);
  x = convolution(x, 'conv10', 256, 'valid');
  x = then(
    x,
    pyramid === 'windows'
      ? new SpatialPyramidPooling2D({ name: 'pyramid', windows: [1, 2, 4] })
      : new GridPyramidPooling2D({ name: 'pyramid', grids: [1, 2, 4] }),
  );
  x = then(dense(x, 'fc1'), new SeededDropout({ name: 'drop1', rate: dropout }));
  x = then(dense(x, 'fc2'), new SeededDropout({ name: 'drop2', rate: dropout }));
  x = then(x, tfl.layers.dense({ name: 'fc3', units: classes, kernelInitializer: parts.kernel('fc3') }));

  const model = tfl.model({ name: 'ndsb-net', inputs: image, outputs: x });
  seedNoise(model.layers, { seed, step: 0 });
  return withHead(model, head);
}
