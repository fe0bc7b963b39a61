import { commonOptions } from '@rectified/architecture';
import { type DescribedOptions, oneOf } from '@rectified/errors';
import type { PoolEdge } from '@rectified/layers';
import { normalizations } from './normalizations.js';

/** Options that not every network has. */
export const ownOptions = {
  averagePoolEdge: {
    check: oneOf('present', 'full'),
    default: 'full' as PoolEdge,
    help: 'what average pools divide by at the edge: the cells present, or the full window',
  },
  normalization: {
    check: oneOf(...Object.keys(normalizations)),
    default: 'today' as keyof typeof normalizations,
    help: "settings of batch normalization: today's, or those of the authors' run",
  },
} satisfies DescribedOptions;

export const options = { ...commonOptions, ...ownOptions } satisfies DescribedOptions;
