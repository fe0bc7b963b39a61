import { commonOptions } from '@rectified/architecture';
import { type DescribedOptions, finiteNumber, oneOf } from '@rectified/errors';
import type { PoolEdge } from '@rectified/layers';

/** Options that not every network has. */
export const ownOptions = {
  dropout: {
    check: finiteNumber({ from: 0, below: 1 }),
    default: 0.5,
    help: 'share of activations that dropout sets to 0 in training',
  },
  averagePoolEdge: {
    check: oneOf('present', 'full'),
    default: 'present' as PoolEdge,
    help: 'what the second pool divides by at the edge: the cells present, or the full window',
  },
} satisfies DescribedOptions;

export const options = { ...commonOptions, ...ownOptions } satisfies DescribedOptions;
