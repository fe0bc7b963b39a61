import type { Activation } from '@rectified/activation';
import { ReLU, type ReLUConfig } from './relu-layer.js';

/** ReLU as `rectified` and `@rectified/activations` know it. */
export const description = {
  name: 'relu',
  title: 'ReLU',
  paper: {
    title: 'Rectified Linear Units Improve Restricted Boltzmann Machines',
    authors: ['Nair', 'Hinton'],
    year: 2010,
  },
  layer: ReLU,
} satisfies Activation<ReLUConfig>;
