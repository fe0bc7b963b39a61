import type { Architecture } from '@rectified/architecture';
import { type NdsbNetOptions, ndsbNet } from './ndsb-net.js';
import { options } from './options.js';

/** The plankton network as `rectified` knows it. */
export const description = {
  name: 'ndsb-net',
  title: 'Plankton network',
  paper: {
    title: 'Empirical Evaluation of Rectified Activations in Convolutional Network',
    authors: ['Xu', 'Wang', 'Chen', 'Li'],
    year: 2015,
    arxiv: '1505.00853',
  },
  published: { dataset: 'ndsb', classes: 121, shape: [70, 70, 3] },
  options,
  build: ndsbNet,
} satisfies Architecture<NdsbNetOptions>;
