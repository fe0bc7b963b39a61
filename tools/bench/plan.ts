import { contestantNames } from './contestants.ts';
import type { Case } from './protocol.ts';

export const networkNames = ['nin', 'ndsb-net', 'bn-inception', 'vgg-11', 'resnet-20', 'mobilenet'] as const;
export const rectifierNames = ['relu', 'leaky-relu', 'prelu', 'rrelu'] as const;
export const modeNames = ['train', 'infer'] as const;

export type NetworkName = (typeof networkNames)[number];
type RectifierName = (typeof rectifierNames)[number];
type ModeName = (typeof modeNames)[number];

/** The requested cases. */
export interface Selection {
  readonly networks?: readonly NetworkName[];
  readonly rectifiers?: readonly RectifierName[];
  readonly batches?: readonly number[];
  readonly modes?: readonly ModeName[];
  readonly contestants?: readonly string[];
}

/** A case and its contestants. */
export interface Planned {
  readonly what: Case;
  readonly contestants: readonly string[];
}

/** Batch size of each network, chosen so that a step takes less than a second on two cores. */
const batchOf: Readonly<Record<NetworkName, number>> = {
  nin: 64,
  'ndsb-net': 16,
  'bn-inception': 8,
  'vgg-11': 32,
  'resnet-20': 64,
  mobilenet: 32,
};

/** WebAssembly takes many times as long: small batches of NIN are enough. */
const withoutWasm = contestantNames.filter((name) => name !== 'wasm');

/** Networks from outside the paper. */
const inPublic: readonly Selection[] = [
  { modes: ['train'], rectifiers: ['relu'], contestants: withoutWasm },
  { modes: ['infer'], rectifiers: ['relu'], contestants: withoutWasm },
];

/** The cases that are measured by default. */
const standard: Readonly<Record<NetworkName, readonly Selection[]>> = {
  nin: [
    { modes: ['train'], rectifiers: rectifierNames, contestants: withoutWasm },
    { modes: ['train'], rectifiers: ['relu', 'rrelu'], batches: [16] },
    { modes: ['infer'], rectifiers: ['relu'] },
  ],
  'ndsb-net': [
    { modes: ['train'], rectifiers: ['relu', 'rrelu'], contestants: withoutWasm },
    { modes: ['infer'], rectifiers: ['relu'], contestants: withoutWasm },
  ],
  'bn-inception': [
    { modes: ['train'], rectifiers: ['relu', 'rrelu'], contestants: withoutWasm },
    { modes: ['infer'], rectifiers: ['relu'], contestants: withoutWasm },
  ],
  'vgg-11': inPublic,
  'resnet-20': inPublic,
  mobilenet: inPublic,
};

/** The cases of a run: the standard ones, or all combinations of the options. */
export function planOf({ networks = networkNames, contestants, ...asked }: Selection): Planned[] {
  const all = Object.values(asked).every((values) => values === undefined);
  return networks.flatMap((network) =>
    (all ? standard[network] : [asked]).flatMap((row: Selection) => {
      const { modes = ['train'], batches = [batchOf[network]], rectifiers = ['relu', 'rrelu'] } = row;
      return modes.flatMap((mode) =>
        batches.flatMap((batch) =>
          rectifiers.map(
            (rectifier): Planned => ({
              what: { network, rectifier, mode, batch, width: 1 },
              contestants: contestants ?? row.contestants ?? contestantNames,
            }),
          ),
        ),
      );
    }),
  );
}

/** The matrix product that measures the machine: 17 billion operations. */
export const product: Case = {
  network: 'product',
  rectifier: 'none',
  mode: 'product',
  batch: 2048,
  width: 1,
};
