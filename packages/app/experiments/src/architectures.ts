import type { ImageShape } from '@rectified/dataset';
import { InputError } from '@rectified/errors';
import type { InitializeLayer } from '@rectified/layers';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { ExperimentConfig } from './experiment-config.js';
import type { Arm } from './load-activation.js';

/** Settings that only some networks have. */
const ownKeys = ['dropout', 'averagePoolEdge', 'normalization', 'pyramid'] as const;
type OwnKey = (typeof ownKeys)[number];

/** The part of a configuration that a network is built from. */
type NetworkConfig = Pick<ExperimentConfig, 'seed' | 'width' | OwnKey> & {
  readonly initialization: ExperimentConfig['initialization'] | InitializeLayer;
};

/** What a network is built for. */
interface Purpose {
  readonly arm: Arm;
  readonly classes: number;
  /** Of the images that come to it: after augmentation. */
  readonly shape: ImageShape;
}

/** A network that an experiment can name. */
export interface Architecture {
  /** For people: `Network in Network`. */
  readonly title: string;
  /** The paper's images, as they come to the network. */
  readonly shape: ImageShape;
  /** The paper's. */
  readonly classes: number;
  readonly takes: readonly OwnKey[];
  /** Imports its package, which makes its layers known to tfjs. */
  load(): Promise<unknown>;
  /** The untrained network with logits as output; its initial weights depend on `config.seed` alone. */
  build(config: NetworkConfig, purpose: Purpose): Promise<LayersModel>;
}

/** Every network that an experiment can name. Imported when used, so that `--help` needs no TensorFlow. */
export const architectures: Readonly<Record<string, Architecture>> = {
  nin: {
    title: 'Network in Network',
    shape: [32, 32, 3],
    classes: 10,
    takes: ['dropout', 'averagePoolEdge'],
    load: () => import('@rectified/nin'),
    async build(config, purpose) {
      const { nin } = await import('@rectified/nin');
      const { dropout, averagePoolEdge } = config;
      return nin({ ...shared(config, purpose), dropout, averagePoolEdge });
    },
  },
  'bn-inception': {
    title: 'BN-Inception subset',
    shape: [28, 28, 3],
    classes: 100,
    takes: ['averagePoolEdge', 'normalization'],
    load: () => import('@rectified/bn-inception'),
    async build(config, purpose) {
      const { bnInception } = await import('@rectified/bn-inception');
      const { averagePoolEdge, normalization } = config;
      return bnInception({ ...shared(config, purpose), averagePoolEdge, normalization });
    },
  },
  'ndsb-net': {
    title: 'Plankton network',
    shape: [70, 70, 3],
    classes: 121,
    takes: ['dropout', 'pyramid'],
    load: () => import('@rectified/ndsb-net'),
    async build(config, purpose) {
      const { ndsbNet } = await import('@rectified/ndsb-net');
      const { dropout, pyramid } = config;
      return ndsbNet({ ...shared(config, purpose), dropout, pyramid });
    },
  },
};

/** The options that every network has. */
const shared = ({ seed, width, initialization }: NetworkConfig, { arm, classes, shape }: Purpose) => ({
  classes,
  shape,
  activation: () => arm.layer(),
  seed,
  width,
  initialization,
});

/** Throws an InputError where a configuration says something that its network does not have. */
export function checkOwnKeys(config: Pick<ExperimentConfig, 'architecture' | OwnKey>): void {
  const { takes } = architectures[config.architecture]!;
  const useless = ownKeys.find((key) => config[key] !== undefined && !takes.includes(key));
  if (useless !== undefined)
    throw new InputError({
      what: `${config.architecture} has no ${useless}`,
      expected: takes.join(' or '),
      got: `${useless}: ${config[useless]}`,
    });
}
