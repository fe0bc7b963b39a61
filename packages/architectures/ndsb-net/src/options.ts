import { commonOptions } from '@rectified/architecture';
import { type DescribedOptions, finiteNumber, oneOf } from '@rectified/errors';

/** Options that not every network has. */
export const ownOptions = {
  dropout: {
    check: finiteNumber({ from: 0, below: 1 }),
    default: 0.55,
    help: 'share of features that dropout sets to 0 in training',
  },
  pyramid: {
    check: oneOf('windows', 'grids'),
    default: 'windows' as 'windows' | 'grids',
    help: "how the last maps become a vector: the authors' windows, or He et al.'s grids",
  },
} satisfies DescribedOptions;

export const options = { ...commonOptions, ...ownOptions } satisfies DescribedOptions;
