import {
  type Checks,
  callable,
  checkFields,
  either,
  finiteNumber,
  oneOf,
  randomSeed,
  wholeNumber,
} from '@rectified/errors';
import { streamOf } from '@rectified/random';
import type * as tfl from '@tensorflow/tfjs-layers';
import { makesLayers } from './checks.js';
import type { InitializeLayer } from './initialize-layer.js';
import { gain } from './initializers/gain.js';
import { heFanIn, heFanOut } from './initializers/he.js';
import {
  type InitializationName,
  initializationNames,
  initializations,
} from './initializers/initializations.js';
import type { Initializer } from './initializers/seeded-initializer.js';

import { newLayers } from './new-layers.js';

type Layer = tfl.layers.Layer;

/** What networks with any activation take. */
export interface NetworkPartsOptions {
  classes: number;
  /** Called for every place that has an activation; makes a new layer each time. */
  activation: () => Layer;
  /** The seed of the initial weights. */
  seed: number;
  /** Multiplies the channels and units of hidden layers. */
  width: number;
  /**
   * By name, or a function from the layer's name. `'he-gain'` is {@link heFanIn} in every layer by the {@link gain} of this
   * network's activation, `'he-gain-fan-out'` is {@link heFanOut} by its backward gain: rules that are right for each. `'lsuv'`
   * draws {@link orthogonal} weights, which {@link lsuv} then scales by a batch.
   */
  initialization: InitializationName | InitializeLayer;
  /** What the initialization `'authors'` is. */
  authors: InitializeLayer;
}

export interface NetworkParts {
  /** As many channels of a hidden layer as the width leaves of the full network's: rounded, at least 1. */
  channels(full: number): number;
  /** A new activation layer of this name. */
  activation(name: string): Layer;
  /** The initializer of a layer's kernel. It depends on the seed and the layer's name. */
  kernel(layer: string): Initializer;
}

const initializes = callable('a function from a layer to its initializer');

const checks: Checks<NetworkPartsOptions> = {
  classes: wholeNumber({ from: 1 }),
  activation: makesLayers,
  seed: randomSeed,
  width: finiteNumber({ above: 0 }),
  initialization: either(oneOf(...initializationNames), initializes),
  authors: initializes,
};

/**
 * What networks with any activation have in common: their options are checked, every layer is named, and every kernel
 * draws from a stream of its own, so that one seed gives one network whatever the activation.
 *
 * @example
 * const { channels, activation, kernel } = networkParts({ classes: 10, activation: () => new RReLU(), ...options });
 * const filters = channels(64);
 * const kernelInitializer = kernel('conv1');
 * rectifiedConvolution(x, { name: 'conv1', filters, kernelSize: 3, kernelInitializer, activation: activation('act1') });
 */
export function networkParts(options: NetworkPartsOptions): NetworkParts {
  checkFields('a network', options, checks);
  const { activation, seed, width, initialization, authors } = options;
  const known = { ...initializations, authors, ...byGain(activation), lsuv: initializations.orthogonal };
  const newLayer = newLayers(activation);
  return {
    channels: (full) => Math.max(1, Math.round(full * width)),
    activation(name) {
      return Object.assign(newLayer(), { name });
    },
    kernel(layer) {
      const place = { layer, seed, stream: streamOf(`${layer}/kernel`) };
      return typeof initialization === 'string' ? known[initialization](place) : initialization(place);
    },
  };
}

/** He's initializations by the gain of an activation, which is computed where it is first asked for. */
function byGain(activation: () => Layer): Record<'he-gain' | 'he-gain-fan-out', InitializeLayer> {
  let forward: number | undefined;
  let backward: number | undefined;
  return {
    'he-gain'(place) {
      forward ??= gain(activation);
      return heFanIn({ ...place, gain: forward });
    },
    'he-gain-fan-out'(place) {
      backward ??= gain(activation, { direction: 'backward' });
      return heFanOut({ ...place, gain: backward });
    },
  };
}
