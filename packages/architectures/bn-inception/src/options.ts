import { averagePoolEdgeOption, commonOptions } from '@rectified/architecture';
import { type DescribedOptions, oneOf } from '@rectified/errors';
import { normalizations } from './normalizations.js';

/** Options that not every network has. */
export const ownOptions = {
  averagePoolEdge: averagePoolEdgeOption('full', 'average pools divide'),
  normalization: {
    check: oneOf(...Object.keys(normalizations)),
    default: 'today' as keyof typeof normalizations,
    help: "settings of batch normalization: today's, or those of the authors' run",
  },
} satisfies DescribedOptions;

export const options = { ...commonOptions, ...ownOptions } satisfies DescribedOptions;
