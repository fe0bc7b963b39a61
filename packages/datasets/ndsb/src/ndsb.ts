import type { DatasetDescription } from '@rectified/dataset';
import { ndsbClasses } from './classes.js';
import { fetchNdsb } from './fetch-ndsb.js';
import { howToGet } from './how-to-get.js';
import { openNdsb } from './open-ndsb.js';
import { paperSizes } from './split.js';

/**
 * The plankton images of the National Data Science Bowl (Kaggle 2015): 30,336 labeled gray images of many sizes in 121
 * classes, stretched to 80 x 80 and split as in the paper; the test images are its validation images.
 */
export const ndsb = {
  name: 'ndsb',
  title: 'National Data Science Bowl',
  classes: ndsbClasses.length,
  shape: [80, 80, 3],
  measure: 'loss',
  // The mean of -ln of the frequency of an image's class.
  guessing: 4.156,
  license:
    'please cite NCEI Accession 0127422; the copy on Kaggle is subject to the rules of the competition',
  train: paperSizes.train,
  test: paperSizes.validation,
  folder: 'ndsb',
  files: ['train'],
  source: howToGet,
  open: openNdsb,
  fetch: fetchNdsb,
} satisfies DatasetDescription;
