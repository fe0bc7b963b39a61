import type { Activation } from '@rectified/activation';
import { LeakyReLU, type LeakyReLUConfig } from './leaky-relu-layer.js';

/** Leaky ReLU as `rectified` and `@rectified/activations` know it, with the paper's two divisors. */
export const description = {
  name: 'leaky-relu',
  title: 'Leaky ReLU',
  paper: {
    title: 'Rectifier Nonlinearities Improve Neural Network Acoustic Models',
    authors: ['Maas', 'Hannun', 'Ng'],
    year: 2013,
  },
  layer: LeakyReLU,
  variants: {
    '100': { title: 'Leaky ReLU, a = 100', config: { divisor: 100 } },
    '5.5': { title: 'Leaky ReLU, a = 5.5', config: { divisor: 5.5 } },
  },
} satisfies Activation<LeakyReLUConfig>;
