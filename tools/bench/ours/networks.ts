import { activations } from '@rectified/activations';
import type { ImageShape } from '@rectified/dataset';
import type * as tfl from '@tensorflow/tfjs-layers';
import type { Case } from '../protocol.ts';

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

/** The paper's networks, for the data that it trained them on. */
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
};

/** A network with its rectifier at the paper's setting, and the size of what goes in and comes out. */
export async function buildNetwork({ network, rectifier, width }: Case) {
  const { shape, classes, build } = networks[network]!;
  const { layer } = activations[rectifier as keyof typeof activations];
  const model = await build({ classes, activation: () => new layer(), seed: 1, width });
  return { model, shape, classes };
}
