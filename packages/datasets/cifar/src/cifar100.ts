import type { DatasetDescription } from '@rectified/dataset';
import { fetchCifar100 } from './fetch-cifar100.js';
import { cifar100Format, filesOf, howToGet, shape } from './format.js';
import { openCifar100 } from './open-cifar100.js';

/** CIFAR-100: 60,000 color images of 32 x 32 pixels in 100 classes (Krizhevsky 2009). */
export const cifar100 = {
  name: 'cifar100',
  title: 'CIFAR-100',
  classes: 100,
  shape,
  measure: 'error',
  license: 'none stated; please cite Krizhevsky, Learning Multiple Layers of Features from Tiny Images, 2009',
  guessing: 1 - 1 / 100,
  train: 50_000,
  test: 10_000,
  folder: cifar100Format.folder,
  files: filesOf(cifar100Format),
  source: howToGet(cifar100Format),
  open: (folder) => openCifar100(folder),
  fetch: fetchCifar100,
} satisfies DatasetDescription;

/** CIFAR-100 with its 20 superclasses as classes; the same files. */
export const cifar100Coarse = {
  ...cifar100,
  name: 'cifar100-coarse',
  title: 'CIFAR-100 (coarse)',
  classes: 20,
  guessing: 1 - 1 / 20,
  open: (folder) => openCifar100(folder, { labels: 'coarse' }),
} satisfies DatasetDescription;
