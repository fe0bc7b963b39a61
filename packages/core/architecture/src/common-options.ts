import { type DescribedOption, finiteNumber, oneOf } from '@rectified/errors';
import { initializationNames, type PoolEdge } from '@rectified/layers';

/** The option `width` of every network that can be narrower: `--width` sets it. */
export const widthOption = {
  check: finiteNumber({ above: 0, to: 32 }),
  default: 1,
  help: 'channels of the hidden layers relative to the publication',
} satisfies DescribedOption<number>;

/** The option `initialization` of every network whose initial weights can be chosen. */
export const initializationOption = {
  check: oneOf(...initializationNames),
  default: 'authors',
  help: "initial weights: the authors', or by a rule",
} satisfies DescribedOption<string>;

/** The option `dropout` of a network that drops elements in training. */
export const dropoutOption = (rate: number, elements: string) =>
  ({
    check: finiteNumber({ from: 0, below: 1 }),
    default: rate,
    help: `share of ${elements} that dropout sets to 0 in training`,
  }) satisfies DescribedOption<number>;

/** The option `averagePoolEdge` of a network whose average pools, or one of them, reach beyond the edge. */
export const averagePoolEdgeOption = (edge: PoolEdge, pools: string) =>
  ({
    check: oneOf('present', 'full'),
    default: edge,
    help: `what ${pools} by at the edge: the cells present, or the full window`,
  }) satisfies DescribedOption<PoolEdge>;

/** Width and initial weights, for a network that has them besides its own options. */
export const commonOptions = { width: widthOption, initialization: initializationOption } as const;
