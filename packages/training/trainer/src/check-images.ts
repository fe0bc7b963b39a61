import type { Dataset } from '@rectified/dataset';
import { checkValue, having, wholeNumber } from '@rectified/errors';

const dataset = having(
  'a data set, as makeDataset gives it',
  'name',
  'size',
  'classes',
  'shape',
  'get',
  'batch',
);

/** `images`, if they are a data set with at least one image; otherwise an `InputError` by the name of `what`. */
export function checkImages(what: string, images: Dataset): Dataset {
  checkValue(what, images, dataset);
  checkValue(`number of images of ${what}`, images.size, wholeNumber({ from: 1 }));
  return images;
}
