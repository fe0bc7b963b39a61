import type { ImageShape } from '@rectified/dataset';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { ExperimentConfig } from './experiment-config.js';
import type { Arm } from './load-activation.js';

/** What a network is built for. */
interface Purpose {
  readonly arm: Arm;
  readonly classes: number;
  readonly shape: ImageShape;
}

/** A network that an experiment can name. */
export interface Architecture {
  /** For people: `Network in Network`. */
  readonly title: string;
  /** Imports its package, which makes its layers known to tfjs. */
  load(): Promise<unknown>;
  /** The untrained network with logits as output; its initial weights depend on `config.seed` alone. */
  build(config: ExperimentConfig, purpose: Purpose): Promise<LayersModel>;
}

/** Every network that an experiment can name. Imported when used, so that `--help` needs no TensorFlow. */
export const architectures: Readonly<Record<string, Architecture>> = {
  nin: {
    title: 'Network in Network',
    load: () => import('@rectified/nin'),
    async build(config, { arm, classes, shape }) {
      const { nin } = await import('@rectified/nin');
      const { seed, width, dropout, initialization, averagePoolEdge } = config;
      return nin({
        classes,
        shape,
        activation: () => arm.layer(),
        seed,
        width,
        dropout,
        initialization,
        averagePoolEdge,
      });
    },
  },
};
