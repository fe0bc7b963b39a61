import { InputError, unknownName } from '@rectified/errors';
import { streamOf } from '@rectified/random';
import type * as tfl from '@tensorflow/tfjs-layers';
import type { InitializeLayer } from './initialize-layer.js';
import { type Initialization, initializations } from './initializers/initializations.js';
import type { Initializer } from './initializers/seeded-initializer.js';

type Layer = tfl.layers.Layer;

/** What networks with any activation are told. */
export interface NetworkPartsOptions {
  classes: number;
  /** Called for every place that has an activation; makes a new layer each time. */
  activation: () => Layer;
  /** Of the initial weights. */
  seed: number;
  /** Multiplies the channels and units of hidden layers. */
  width: number;
  /** By name, or a function from the layer's name. */
  initialization: 'authors' | Initialization | InitializeLayer;
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
export function networkParts({
  classes,
  activation,
  seed,
  width,
  initialization,
  authors,
}: NetworkPartsOptions): NetworkParts {
  if (!(Number.isInteger(classes) && classes > 0))
    throw new InputError({
      what: 'bad number of classes',
      expected: 'a whole number above 0',
      got: String(classes),
    });
  if (typeof activation !== 'function')
    throw new InputError({
      what: 'activation of a network',
      expected: 'a function that makes a layer, as () => new ReLU()',
      got: activation === null ? 'null' : typeof activation,
    });
  if (!(width > 0 && Number.isFinite(width)))
    throw new InputError({ what: 'bad width', expected: 'a number above 0', got: String(width) });
  const known = { ...initializations, authors };
  if (typeof initialization === 'string' && !Object.hasOwn(known, initialization))
    throw unknownName('initialization', initialization, Object.keys(known));

  const activations = new Set<Layer>();
  return {
    channels: (full) => Math.max(1, Math.round(full * width)),
    activation(name) {
      const layer = activation();
      if (activations.has(layer))
        throw new InputError({
          what: 'activation() gave the same layer twice',
          expected: 'a new layer every time',
        });
      activations.add(layer);
      layer.name = name;
      return layer;
    },
    kernel(layer) {
      const place = { layer, seed, stream: streamOf(`${layer}/kernel`) };
      return typeof initialization === 'string' ? known[initialization](place) : initialization(place);
    },
  };
}
