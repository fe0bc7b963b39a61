import { commonOptions, dropoutOption } from '@rectified/architecture';
import { type DescribedOptions, oneOf } from '@rectified/errors';

/** Options that not every network has. */
export const ownOptions = {
  dropout: dropoutOption(0.55, 'features'),
  pyramid: {
    check: oneOf('windows', 'grids'),
    default: 'windows' as 'windows' | 'grids',
    help: "how the last maps become a vector: the authors' windows, or He et al.'s grids",
  },
} satisfies DescribedOptions;

export const options = { ...commonOptions, ...ownOptions } satisfies DescribedOptions;
