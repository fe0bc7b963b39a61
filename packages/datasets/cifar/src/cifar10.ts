import type { DatasetDescription } from '@rectified/dataset';
import { fetchCifar10 } from './fetch-cifar10.js';
import { cifar10Format, filesOf, howToGet, shape } from './format.js';
import { openCifar10 } from './open-cifar10.js';

/** CIFAR-10: 60,000 color images of 32 x 32 pixels in 10 classes (Krizhevsky 2009). */
export const cifar10 = {
  name: 'cifar10',
  title: 'CIFAR-10',
  classes: 10,
  shape,
  measure: 'error',
  license: 'none stated; please cite Krizhevsky, Learning Multiple Layers of Features from Tiny Images, 2009',
  guessing: 1 - 1 / 10,
  train: 50_000,
  test: 10_000,
  folder: cifar10Format.folder,
  files: filesOf(cifar10Format),
  source: howToGet(cifar10Format),
  open: (folder) => openCifar10(folder),
  fetch: fetchCifar10,
} satisfies DatasetDescription;
