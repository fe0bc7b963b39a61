import type { Activation } from '@rectified/activation';
import { RReLU, type RReLUConfig } from './rrelu-layer.js';

/** RReLU as `rectified` and `@rectified/activations` know it. */
export const description = {
  name: 'rrelu',
  title: 'RReLU',
  paper: {
    title: 'Empirical Evaluation of Rectified Activations in Convolutional Network',
    authors: ['Xu', 'Wang', 'Chen', 'Li'],
    year: 2015,
    arxiv: '1505.00853',
  },
  layer: RReLU,
  variants: {
    'log-mean': { title: 'RReLU, test slope of the mean', config: { testDivisor: 'log-mean' } },
    slope: { title: 'RReLU, uniform slope (PyTorch)', config: { uniformIn: 'slope' } },
  },
} satisfies Activation<RReLUConfig>;
