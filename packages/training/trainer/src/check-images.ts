import { type Dataset, datasetCheck } from '@rectified/dataset';
import { checkValue, wholeNumber } from '@rectified/errors';

/** Returns `images` if they are a dataset with at least one image and two classes; otherwise throws an `InputError` with the name `what`. */
export function checkImages(what: string, images: Dataset): Dataset {
  checkValue(what, images, datasetCheck);
  checkValue(`number of images of ${what}`, images.size, wholeNumber({ from: 1 }));
  checkValue(`number of classes of ${what}`, images.classes.length, wholeNumber({ from: 2 }));
  return images;
}
