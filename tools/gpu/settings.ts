import type { Precision } from '@rectified/backend';
import type { EngineName } from '@rectified/trainer';

/** The arms of the paper's Table 3, as arguments of the command. */
export const arms = ['relu', 'leaky-relu:100', 'leaky-relu:5.5', 'prelu', 'rrelu'] as const;

/** How much is done: on a GPU, in a rehearsal, in a test. */
export interface Settings {
  /** NIN's channels, relative to the paper. */
  readonly width: number;
  readonly batch: number;
  /** The compiled engines that are tested. */
  readonly engines: readonly Exclude<EngineName, 'eager'>[];
  /** Steps after which weights are compared, and the arms. */
  readonly agreement: { readonly steps: number; readonly arms: readonly string[] };
  readonly speed: {
    readonly precisions: readonly Precision[];
    /** What is measured, in this order, as long as time allows. */
    readonly cases: readonly { readonly batch: number; readonly width: number }[];
    /** Seconds per turn. */
    readonly turn: number;
    readonly turns: number;
  };
  readonly training: {
    readonly arms: readonly string[];
    /** Maximum, regardless of the time. */
    readonly mostEpochs: number;
    readonly mostSeeds: number;
    /** Number of training images. Default: all. */
    readonly limit?: number;
  };
}

const all = {
  /** The paper's network, on a GPU. */
  full: {
    width: 1,
    batch: 100,
    engines: ['compiled', 'xla'],
    agreement: { steps: 50, arms },
    speed: {
      precisions: ['bf16', 'tf32', 'float32'],
      cases: [
        { batch: 100, width: 1 },
        { batch: 512, width: 1 },
        { batch: 100, width: 0.25 },
      ],
      turn: 1,
      turns: 7,
    },
    training: { arms, mostEpochs: 260, mostSeeds: 5 },
  },
  /** A rehearsal on a processor that takes some minutes. */
  small: {
    width: 0.05,
    batch: 8,
    engines: ['compiled', 'xla'],
    agreement: { steps: 10, arms: ['leaky-relu:5.5', 'rrelu'] },
    speed: { precisions: ['float32', 'bf16'], cases: [{ batch: 8, width: 0.05 }], turn: 0.2, turns: 3 },
    training: { arms, mostEpochs: 2, mostSeeds: 1, limit: 200 },
  },
  /** A rehearsal for tests. */
  least: {
    width: 0.03,
    batch: 4,
    engines: ['compiled'],
    agreement: { steps: 10, arms: ['rrelu'] },
    speed: { precisions: ['float32'], cases: [{ batch: 4, width: 0.03 }], turn: 0.05, turns: 2 },
    training: { arms: ['relu', 'rrelu'], mostEpochs: 1, mostSeeds: 1, limit: 24 },
  },
} as const satisfies Readonly<Record<string, Settings>>;

export type Size = keyof typeof all;

export const sizes: Readonly<Record<Size, Settings>> = all;
