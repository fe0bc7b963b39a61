import { checkValue, text } from '@rectified/errors';
/** A table of results of arXiv 1505.00853. */
export interface PaperTable {
  readonly table: 3 | 4 | 5;
  /** The dataset's name in experiments. */
  readonly dataset: string;
  readonly architecture: string;
  /** Error is a share, 0 to 1; loss is log-loss in nats. */
  readonly measure: 'error' | 'loss';
  readonly trainImages: number;
  readonly testImages: number;
  /** The number of epochs that the network's authors trained for; the paper gives none. */
  readonly epochs: number;
  /** The other training settings of the network's authors, in the form of a configuration (the recipes `paper`, with sources). */
  readonly settings: Readonly<Record<string, unknown>>;
  /** By activation. One run each; "train" most likely counted during the epoch in training mode (`running`). */
  readonly arms: Readonly<Record<string, { readonly train: number; readonly test: number }>>;
}

/** mavenlin/cuda-convnet, README; the Caffe model's solver.prototxt has 307. */
const ninEpochs = 260;

const ninSettings = {
  width: 1,
  batch: 100,
  initialization: 'authors',
  dropout: 0.5,
  averagePoolEdge: 'present',
  augment: 'none',
  optimizer: {
    rate: { start: 0.1, afterEpochs: { 200: 0.1, 230: 0.1 } },
    momentum: 0.9,
    decay: 0.0001,
    clip: {},
    groups: [{ match: 'conv9/*', rateFactor: 0.1 }],
  },
  input: { shift: 121, scale: 0.015625 },
  precision: 'float32',
};

const planktonSettings = {
  width: 1,
  batch: 96,
  initialization: 'authors',
  dropout: 0.55,
  pyramid: 'windows',
  augment: 'model1',
  optimizer: {
    rate: { start: 0.01, afterEpochs: { 350: 0.1, 400: 0.1 } },
    momentum: 0.9,
    decay: 0.0005,
    clip: {},
    groups: [],
  },
  input: { shift: 0, scale: 1 },
  precision: 'float32',
};

/** What Tables 3 and 4 have in common. */
const cifarNin = {
  architecture: 'nin',
  measure: 'error',
  trainImages: 50_000,
  testImages: 10_000,
  epochs: ninEpochs,
  settings: ninSettings,
} as const;

/** Tables 3, 4 and 5 of arXiv 1505.00853, with every arm's train and test values. */
export const paperTables: readonly PaperTable[] = [
  {
    ...{ table: 3, dataset: 'cifar10', ...cifarNin },
    arms: rows([0.00318, 0.1245], [0.0031, 0.1266], [0.00362, 0.112], [0.00178, 0.1179], [0.0055, 0.1119]),
  },
  {
    ...{ table: 4, dataset: 'cifar100', ...cifarNin },
    arms: rows([0.1356, 0.429], [0.11552, 0.4205], [0.08536, 0.4042], [0.0633, 0.4163], [0.1141, 0.4025]),
  },
  {
    ...{ table: 5, dataset: 'ndsb', architecture: 'ndsb-net', measure: 'loss' },
    trainImages: 25_000,
    testImages: 5336,
    epochs: 430, // AuroraXie, Kaggle-NDSB, models/model1/bn.conf and bn2.conf
    settings: planktonSettings,
    arms: rows([0.8092, 0.7727], [0.7846, 0.7601], [0.7831, 0.7391], [0.7187, 0.7454], [0.809, 0.7292]),
  },
];

type Row = readonly [train: number, test: number];

/** The rows of a table, in the paper's order. */
function rows(relu: Row, hardlyLeaky: Row, veryLeaky: Row, prelu: Row, rrelu: Row): PaperTable['arms'] {
  const arms = { relu, 'leaky-relu:100': hardlyLeaky, 'leaky-relu:5.5': veryLeaky, prelu, rrelu };
  return Object.fromEntries(Object.entries(arms).map(([arm, [train, test]]) => [arm, { train, test }]));
}

/**
 * The paper's table for a dataset and architecture, if there is one. Generated images in the format of a dataset
 * (`synthetic-cifar10`) use that dataset's table.
 */
export function paperTable(dataset: string, architecture: string): PaperTable | undefined {
  checkValue('name of a dataset', dataset, text('as on the command line, such as cifar10'));
  const real = dataset.replace(/^synthetic-/, '');
  return paperTables.find((table) => table.dataset === real && table.architecture === architecture);
}

/** The measure of a dataset: the competition's log-loss for plankton with any network, and error for all others. */
export function measureOf(dataset: string): 'error' | 'loss' {
  return dataset.replace(/^synthetic-/, '') === 'ndsb' ? 'loss' : 'error';
}
