import { checkFields, having, listOf, wholeNumber } from '@rectified/errors';
import type { Batch } from './dataset.js';

/** A batch whose images are planes, for PyTorch and ONNX. */
export interface ChannelsFirstBatch {
  /** `n * channels * height * width` bytes: the first channel of the first image row by row, its second channel, ... */
  readonly pixels: Uint8Array;
  readonly labels: Int32Array;
  readonly shape: [n: number, channels: number, height: number, width: number];
}

const checks = {
  pixels: having('a Uint8Array of pixels', 'length'),
  labels: having('an Int32Array of labels', 'length'),
  shape: listOf(wholeNumber(), 'number, height, width and channels of images, four whole numbers', [4, 4]),
};

/**
 * The batch with channels first.
 *
 * @example
 * channelsFirst(train.batch([0, 1])).shape; // [2, 3, 32, 32]
 */
export function channelsFirst(batch: Batch): ChannelsFirstBatch {
  const { pixels, labels, shape } = checkFields('a batch', batch, checks);
  const [n, height, width, channels] = shape;
  const area = height * width;
  const planes = new Uint8Array(pixels.length);
  for (let image = 0; image < n; image++) {
    const start = image * area * channels;
    for (let channel = 0; channel < channels; channel++)
      for (let at = 0; at < area; at++)
        planes[start + channel * area + at] = pixels[start + at * channels + channel]!;
  }
  return { pixels: planes, labels, shape: [n, channels, height, width] };
}
