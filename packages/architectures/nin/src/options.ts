import { averagePoolEdgeOption, commonOptions, dropoutOption } from '@rectified/architecture';
import type { DescribedOptions } from '@rectified/errors';

/** Options that not every network has. */
export const ownOptions = {
  dropout: dropoutOption(0.5, 'activations'),
  averagePoolEdge: averagePoolEdgeOption('present', 'the second pool divides'),
} satisfies DescribedOptions;

export const options = { ...commonOptions, ...ownOptions } satisfies DescribedOptions;
