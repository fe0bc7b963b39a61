import { activations } from '@rectified/activations';
import type { ImageShape } from '@rectified/dataset';
import * as tfl from '@tensorflow/tfjs-layers';
import type { Case } from '../protocol.ts';
import { mobileNet, resNet20, vgg11 } from './public-networks.ts';

interface Network {
  readonly shape: ImageShape;
  readonly classes: number;
  build(options: {
    classes: number;
    activation: () => tfl.layers.Layer;
    seed: number;
    width: number;
  }): Promise<tfl.LayersModel>;
}

const ofCifar10 = { shape: [32, 32, 3], classes: 10 } as const;

/** The paper's networks, for the paper's data, and some well-known ones. */
const networks: Readonly<Record<string, Network>> = {
  nin: {
    shape: [32, 32, 3],
    classes: 10,
    build: async (options) => (await import('@rectified/nin')).nin(options),
  },
  'ndsb-net': {
    shape: [70, 70, 3],
    classes: 121,
    build: async (options) => (await import('@rectified/ndsb-net')).ndsbNet(options),
  },
  'bn-inception': {
    shape: [28, 28, 3],
    classes: 100,
    build: async (options) => (await import('@rectified/bn-inception')).bnInception(options),
  },
  'vgg-11': { ...ofCifar10, build: async (options) => vgg11(options) },
  'resnet-20': { ...ofCifar10, build: async (options) => resNet20(options) },
  mobilenet: { ...ofCifar10, build: async (options) => mobileNet(options) },
};

/** A network with its rectifier, at the paper's width or another, and its input and output sizes. */
export async function buildNetwork(
  { network, rectifier, width }: Omit<Case, 'mode' | 'batch'>,
  options: Readonly<Record<string, number>> = {},
) {
  const { shape, classes, build } = networks[network]!;
  const { layer } = activations[rectifier as keyof typeof activations];
  // Well-known networks have no settings of ours.
  const foreign = rectifier === 'relu' && ['vgg-11', 'resnet-20', 'mobilenet'].includes(network);
  const activation = foreign ? () => tfl.layers.reLU() : () => new layer(options);
  const model = await build({ classes, activation, seed: 1, width });
  return { model, shape, classes };
}
