import type { Activation } from '@rectified/activation';
import { PReLU, type PReLUConfig } from './prelu-layer.js';

/** PReLU as `rectified` and `@rectified/activations` know it. */
export const description = {
  name: 'prelu',
  title: 'PReLU',
  paper: {
    title: 'Delving Deep into Rectifiers: Surpassing Human-Level Performance on ImageNet Classification',
    authors: ['He', 'Zhang', 'Ren', 'Sun'],
    year: 2015,
    arxiv: '1502.01852',
  },
  layer: PReLU,
  variants: {
    divisor: { title: 'PReLU, learned divisor', config: { learned: 'divisor' } },
  },
} satisfies Activation<PReLUConfig>;
