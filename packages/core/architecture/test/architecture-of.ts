import {
  type NetworkParts,
  networkParts,
  rectifiedBatchNormalization,
  rectifiedConvolution,
  SeededDropout,
  xavier,
} from '@rectified/layers';
import { seedNoise } from '@rectified/random';
import * as tfl from '@tensorflow/tfjs-layers';
import {
  type Architecture,
  type ArchitectureOptions,
  initializationOption,
  widthOption,
} from '../src/index.js';

type Layer = tfl.layers.Layer;
type Tensor = tfl.SymbolicTensor;
type Required = ArchitectureOptions & { seed: number; width: number };

/** What may be wrong with a network; each is right by default. */
export interface Faults {
  /** Replaces options. */
  options?: (options: Required) => ArchitectureOptions;
  /** Replaces what the network is made of. */
  parts?: (parts: NetworkParts, options: Required) => Partial<NetworkParts>;
  /** What follows conv2. */
  normalize?: (x: Tensor, activation: Layer) => Tensor;
  /** Between the last activation and the pool. */
  between?: (x: Tensor, options: Required) => Tensor;
  /** Behind the last layer. */
  end?: (x: Tensor) => Tensor;
  seedNoise?: typeof seedNoise;
}

/** A sound network of two convolutions, the second with a normalization: conv1, act1, conv2, norm2, act2, drop, pool, fc. */
export function architectureOf(faults: Faults = {}): Architecture<ArchitectureOptions> {
  return {
    name: 'example',
    title: 'Example',
    paper: { title: 'Examples', authors: ['Doe'], year: 2026 },
    published: { dataset: 'cifar10', classes: 10, shape: [8, 8, 3] },
    options: { width: widthOption, initialization: initializationOption },
    build: buildOf(faults),
  };
}

function buildOf({
  options: told = (options) => options,
  parts: replaced = () => ({}),
  normalize = (x, activation) => rectifiedBatchNormalization(x, { name: 'norm2', activation }),
  between = (x) => x,
  end = (x) => x,
  seedNoise: seeding = seedNoise,
}: Faults) {
  return function example(asked: ArchitectureOptions): tfl.LayersModel {
    const options = told({ seed: 0, width: 1, ...asked });
    const {
      classes,
      activation,
      seed = 0,
      width = 1,
      initialization = 'authors',
      shape = [8, 8, 3],
    } = options;
    const own = networkParts({ classes, activation, seed, width, initialization, authors: xavier });
    const parts = { ...own, ...replaced(own, { ...options, seed, width }) };
    const apply = (x: Tensor, layer: Layer) => layer.apply(x) as Tensor;

    const image = tfl.input({ name: 'image', shape: [...shape] });
    let x = rectifiedConvolution(image, {
      name: 'conv1',
      filters: parts.channels(36),
      kernelSize: 3,
      padding: 'same',
      kernelInitializer: parts.kernel('conv1'),
      activation: parts.activation('act1'),
    });
    const kernelInitializer = parts.kernel('conv2');
    x = apply(
      x,
      tfl.layers.conv2d({ name: 'conv2', filters: parts.channels(64), kernelSize: 1, kernelInitializer }),
    );
    x = normalize(x, parts.activation('act2'));
    x = between(x, { ...options, seed, width });
    x = apply(x, new SeededDropout({ name: 'drop', rate: 0.25 }));
    x = apply(x, tfl.layers.globalAveragePooling2d({ name: 'pool' }));
    x = apply(x, tfl.layers.dense({ name: 'fc', units: classes, kernelInitializer: parts.kernel('fc') }));
    const model = tfl.model({ inputs: image, outputs: end(x) });
    seeding(model.layers, { seed, step: 0 });
    return model;
  };
}
