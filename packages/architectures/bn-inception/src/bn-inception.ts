import { type ArchitectureOptions, checkArchitectureOptions, withHead } from '@rectified/architecture';
import { checkOptions, finiteNumber, InputError, wholeNumber, worded } from '@rectified/errors';
import {
  CeilAveragePooling2D,
  CeilMaxPooling2D,
  channelsBefore,
  mxnetXavier,
  networkParts,
  type PoolEdge,
  rectifiedBatchNormalization,
} from '@rectified/layers';
import { seedNoise } from '@rectified/random';
import * as tfl from '@tensorflow/tfjs-layers';
import { type HalvingModule, modules, type SameModule } from './modules.js';
import { type Normalization, normalizations } from './normalizations.js';
import { ownOptions } from './options.js';

type Layer = tfl.layers.Layer;
type Tensor = tfl.SymbolicTensor;

export interface BnInceptionOptions extends ArchitectureOptions {
  /** Default `'authors'`: MXNet's `Xavier()` of the time (`mxnet-xavier` of `@rectified/layers`). */
  initialization?: ArchitectureOptions['initialization'];
  /** By name ({@link normalizations}), or the settings themselves. Default `'today'`; the authors had `'mxnet-2015'`. */
  normalization?: keyof typeof normalizations | Normalization;
  /**
   * What the average pools of the modules divide by at the edge, see {@link CeilAveragePooling2D}. Default `'full'`,
   * as in MXNet without cuDNN: its default build had none, and the speed in the authors' log suggests the same.
   */
  averagePoolEdge?: PoolEdge;
  /** Height, width and channels of an image; height and width multiples of 4. Default `[28, 28, 3]`. */
  shape?: ArchitectureOptions['shape'];
}

/**
 * The "Inception network subset" with which "Empirical Evaluation of Rectified Activations in Convolutional Network"
 * (arXiv 1505.00853) reached 75.68 % on CIFAR-100 with RReLU: ten modules of BN-Inception (Ioffe and Szegedy, arXiv 1502.03167)
 * on 28 x 28 crops, as in the authors' notebook (apache/mxnet, example/notebooks/cifar-100.ipynb).
 *
 *     3a, 3b, 3c (28 to 14 cells), 4a ... 4d, 4e (14 to 7 cells), 5a, 5b, average over the map, classes
 *
 * Every convolution is followed by batch normalization and the activation. Takes images [n, 28, 28, 3] and returns logits
 * [n, classes], without softmax. 10,205,348 learned parameters for 100 classes, plus those of the activations; 19,392
 * moving averages; 1,520.8 million multiplications per image.
 *
 * Layers are named by module and branch: 3a/1x1/conv, 3a/1x1/norm, 3a/1x1/act; 3a/3x3-reduce, 3a/3x3; 3a/double-reduce,
 * 3a/double1, 3a/double2; 3a/pool, 3a/projection; 3a/concat; pool, fc. Biases start at 0, scales of normalizations at 1.
 *
 * @example
 * const model = bnInception({ classes: 100, activation: () => new RReLU({ uniformIn: 'slope' }), seed: 1 });
 */
export function bnInception(options: BnInceptionOptions): tfl.LayersModel {
  const settings = typeof options?.normalization === 'object' ? options.normalization : undefined;
  const {
    classes,
    activation,
    seed = 0,
    width = 1,
    initialization = 'authors',
    head,
    normalization,
    averagePoolEdge,
    shape = [28, 28, 3],
  } = checkArchitectureOptions(
    'bnInception',
    settings ? { ...options, normalization: undefined } : options,
    ownOptions,
  );
  // Modules 3c and 4e put a pool, which rounds down, beside convolutions, which round up.
  if (shape[0] % 4 !== 0 || shape[1] % 4 !== 0)
    throw new InputError({
      what: 'bad size of images',
      expected: 'a height and width that are multiples of 4',
      got: `${shape[0]} x ${shape[1]}`,
    });
  const { epsilon, momentum, movingVariance }: Normalization = settings
    ? checkOptions('normalization', settings, {
        epsilon: finiteNumber({ from: 0 }),
        momentum: finiteNumber({ from: 0, to: 1 }),
        movingVariance: worded('0 or 1', wholeNumber({ to: 1 })),
      })
    : normalizations[normalization as keyof typeof normalizations];
  const parts = networkParts({ classes, activation, seed, width, initialization, authors: mxnetXavier });
  const then = (x: Tensor, layer: Layer) => layer.apply(x) as Tensor;
  const concat = (name: string, xs: Tensor[]) =>
    tfl.layers.concatenate({ name: `${name}/concat` }).apply(xs) as Tensor;

  /** Convolution, batch normalization, activation. */
  const unit = (x: Tensor, name: string, filters: number, side: 1 | 3, stride: 1 | 2 = 1): Tensor => {
    // With stride 2, TensorFlow's 'same' would pad only below and to the right; MXNet pads one cell on every side.
    const padded = stride === 1 ? x : then(x, tfl.layers.zeroPadding2d({ name: `${name}/pad`, padding: 1 }));
    const activation = parts.activation(`${name}/act`);
    const convolved = then(
      padded,
      tfl.layers.conv2d({
        name: `${name}/conv`,
        filters: channelsBefore(activation, parts.channels(filters)),
        kernelSize: side,
        strides: stride,
        padding: stride === 1 ? 'same' : 'valid',
        kernelInitializer: parts.kernel(`${name}/conv`),
      }),
    );
    return rectifiedBatchNormalization(convolved, {
      name: `${name}/norm`,
      epsilon,
      momentum,
      movingVarianceInitializer: movingVariance === 0 ? 'zeros' : 'ones',
      activation,
    });
  };

  /** The branches with one and with two 3x3 convolutions. */
  const branches = (x: Tensor, module: SameModule | HalvingModule, stride: 1 | 2): Tensor[] => {
    const { name } = module;
    const reduced = unit(x, `${name}/3x3-reduce`, module['3x3-reduce'], 1);
    const three = unit(reduced, `${name}/3x3`, module['3x3'], 3, stride);
    const reducedToo = unit(x, `${name}/double-reduce`, module['double-reduce'], 1);
    const first = unit(reducedToo, `${name}/double1`, module.double, 3);
    return [three, unit(first, `${name}/double2`, module.double, 3, stride)];
  };

  const sameSize = (x: Tensor, module: SameModule): Tensor => {
    const { name } = module;
    const around = { name: `${name}/pool`, poolSize: 3, strides: 1, padding: 1 };
    const one = unit(x, `${name}/1x1`, module['1x1'], 1);
    const two = branches(x, module, 1);
    const pool =
      module.pool === 'mean'
        ? new CeilAveragePooling2D({ ...around, edge: averagePoolEdge })
        : new CeilMaxPooling2D(around);
    return concat(name, [one, ...two, unit(then(x, pool), `${name}/projection`, module.projection, 1)]);
  };

  const halved = (x: Tensor, module: HalvingModule): Tensor => {
    const pool = new CeilMaxPooling2D({ name: `${module.name}/pool`, poolSize: 3, strides: 2 });
    return concat(module.name, [...branches(x, module, 2), then(x, pool)]);
  };

  const image = tfl.input({ name: 'image', shape: [...shape] });
  let x: Tensor = image;
  for (const module of modules) x = module.kind === 'same' ? sameSize(x, module) : halved(x, module);
  x = then(x, tfl.layers.globalAveragePooling2d({ name: 'pool' }));
  x = then(x, tfl.layers.dense({ name: 'fc', units: classes, kernelInitializer: parts.kernel('fc') }));

  const model = tfl.model({ name: 'bn-inception', inputs: image, outputs: x });
  seedNoise(model.layers, { seed, step: 0 });
  return withHead(model, head);
}
