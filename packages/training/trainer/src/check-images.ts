import { type Dataset, datasetCheck } from '@rectified/dataset';
import { checkValue, wholeNumber } from '@rectified/errors';

/** `images`, if they are a data set with at least one image; otherwise an `InputError` by the name of `what`. */
export function checkImages(what: string, images: Dataset): Dataset {
  checkValue(what, images, datasetCheck);
  checkValue(`number of images of ${what}`, images.size, wholeNumber({ from: 1 }));
  return images;
}
