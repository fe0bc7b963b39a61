import { anything, having, listOf, wholeNumber } from '@rectified/errors';

/** A dataset, for `checkValue` and tables of options. */
export const dataset = having(
  'a dataset such as makeDataset returns',
  'name',
  'size',
  'classes',
  'shape',
  'get',
  'batch',
);
export const count = wholeNumber({ from: 1 });
export const index = wholeNumber();
/** The number of an epoch, which is a word of the key that its order is drawn with. */
export const epoch = wholeNumber({ to: 2 ** 32 - 1 });
export const sizes = listOf(count, 'a list of whole numbers from 1', [1]);
/** A list of indices, each of which is then checked against the dataset's size. */
export const list = listOf(anything, 'a list of whole numbers from 0');
