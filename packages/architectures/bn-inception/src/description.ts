import type { Architecture } from '@rectified/architecture';
import { type BnInceptionOptions, bnInception } from './bn-inception.js';
import { options } from './options.js';

/** The BN-Inception subset as `rectified` knows it. */
export const description = {
  name: 'bn-inception',
  title: 'BN-Inception subset',
  paper: {
    title: 'Batch Normalization: Accelerating Deep Network Training by Reducing Internal Covariate Shift',
    authors: ['Ioffe', 'Szegedy'],
    year: 2015,
    arxiv: '1502.03167',
  },
  published: { dataset: 'cifar100', classes: 100, shape: [28, 28, 3] },
  options,
  build: bnInception,
} satisfies Architecture<BnInceptionOptions>;
