import { type Check, having, listOf, wholeNumber } from '@rectified/errors';

/** A dataset, with the parts that provide its images. */
export const dataset = having('a dataset such as makeDataset returns', 'size', 'shape', 'batch');

export const statistics = having('what fitStatistics gives: { mean?, whitening? }');

export const floats: Check = {
  expected: 'a Float32Array',
  fits: (value) => value instanceof Float32Array,
};

export const image = having('an image: { pixels, shape }', 'pixels', 'shape');

/** `[n, height, width, channels]`. */
export const imagesShape = listOf(
  wholeNumber(),
  'number, height, width and channels of images, four whole numbers',
  [4, 4],
);

/** One of the three parts of a view's key. */
export const keyPart = wholeNumber({ to: 2 ** 32 - 1 });
