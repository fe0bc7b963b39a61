import type { Architecture } from '@rectified/architecture';
import { type NinOptions, nin } from './nin.js';
import { options } from './options.js';

/** Network in Network as `rectified` knows it. */
export const description = {
  name: 'nin',
  title: 'Network in Network',
  paper: { title: 'Network In Network', authors: ['Lin', 'Chen', 'Yan'], year: 2013, arxiv: '1312.4400' },
  published: { dataset: 'cifar10', classes: 10, shape: [32, 32, 3] },
  options,
  build: nin,
} satisfies Architecture<NinOptions>;
